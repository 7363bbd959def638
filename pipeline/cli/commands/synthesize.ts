import { runSynthesizeStage, type SynthesizeSummary } from "../../../stages/synthesize/stage.ts";
import { loadTaxonomy } from "../../instruction/taxonomy.ts";
import { type CommandContext, type CommonOptions, printResult } from "../command-context.ts";
import { type ExitCode, exitCode } from "../exit-code.ts";
import { openDecontamination } from "../open-decontamination.ts";
import { type OpenRun, withRun } from "../open-run.ts";
import { withSynthesisModels } from "../open-synthesis.ts";

/** Candidates drafted at once. */
export const synthesisConcurrency = 8;

export interface SynthesizeCommandOptions extends CommonOptions {
  count?: number;
  /** Sources of test instructions. */
  decontaminate?: string[];
  evolve?: number;
  testCases?: boolean;
}

/** What is asked for beside what the configuration says. */
export type SynthesisWishes = Pick<
  SynthesizeCommandOptions,
  "count" | "decontaminate" | "evolve" | "testCases"
>;

/** `curate synthesize`: brings the run to so many synthesized instructions. */
export async function synthesizeCommand(
  options: SynthesizeCommandOptions,
  context: CommandContext,
): Promise<ExitCode> {
  const summary = await withRun(options, context, (run) => synthesizeStage(run, options, context));
  printResult(context, options, summary, formatSynthesizeSummary(summary));
  const isShort = summary.missing > 0 || (summary.testCases?.missing.length ?? 0) > 0;
  return isShort ? exitCode.itemsFailed : exitCode.done;
}

export async function synthesizeStage(
  run: OpenRun,
  wishes: SynthesisWishes,
  context: CommandContext,
): Promise<SynthesizeSummary> {
  const { settings, paths, prompts, manifest } = run;
  const wanted = { ...settings.synthesize, ...withoutUndefined(wishes) };
  const evolved = wanted.evolve > 0 ? `, ${wanted.evolve} made out of others` : "";
  context.report({
    kind: "stage-started",
    stage: "synthesize",
    detail: `${wanted.count} instructions${evolved}`,
  });
  const taxonomy = await loadTaxonomy();
  const summary = await withSynthesisModels(run, context, async (model) => {
    const decontamination = await openDecontamination(wanted.decontaminate, {
      ...{ settings, context },
      embeddings: model,
    });
    return await runSynthesizeStage({
      files: paths,
      count: wanted.count,
      evolve: wanted.evolve,
      testCases: wanted.testCases,
      seed: settings.seed,
      taxonomy,
      applicationTypes: wanted.applicationTypes,
      quotas: wanted.quotas,
      ...(decontamination !== null && { decontamination }),
      model,
      prompts,
      label: manifest.label,
      concurrency: synthesisConcurrency,
      signal: context.signal,
    });
  });
  context.report({ kind: "stage-finished", stage: "synthesize", detail: formatSynthesizeSummary(summary) });
  return summary;
}

function withoutUndefined({ count, decontaminate, evolve, testCases }: SynthesisWishes): SynthesisWishes {
  return {
    ...(count !== undefined && { count }),
    ...(decontaminate !== undefined && { decontaminate }),
    ...(evolve !== undefined && { evolve }),
    ...(testCases !== undefined && { testCases }),
  };
}

function formatSynthesizeSummary(summary: SynthesizeSummary): string {
  const { instructions, candidates, found, missing, testCases } = summary;
  const dropped = candidates.filter((candidate) => candidate.outcome !== "kept");
  const reasons = Map.groupBy(dropped, ({ reason }) => reason ?? "unknown");
  const why = Array.from(reasons, ([reason, members]) => `${members.length} ${reason}`).join(", ");
  const before = found > 0 ? `, ${found} were there before` : "";
  const short = missing > 0 ? `; ${missing} could not be had, candidates.jsonl says why` : "";
  const lines = [
    `${instructions.length} instructions from ${candidates.length} candidates (${dropped.length} dropped${why === "" ? "" : `: ${why}`})${before}${short}`,
  ];
  if (testCases !== null) {
    lines.push(`test cases of ${testCases.written} instructions written`);
    for (const { id, reason, detail } of testCases.missing)
      lines.push(`  none for ${id}: ${reason}, ${detail}`);
  }
  return lines.join("\n");
}
