import { runSynthesizeStage, type SynthesizeSummary } from "../../../stages/synthesize/stage.ts";
import type { CallEvent } from "../../contracts/generated/call-event.ts";
import { checkContract } from "../../contracts/validators.ts";
import { loadTaxonomy } from "../../instruction/taxonomy.ts";
import { EventStore } from "../../run/event-store.ts";
import { reconcileLedger } from "../../run/reconcile-ledger.ts";
import { type CommandContext, type CommonOptions, printResult } from "../command-context.ts";
import { type ExitCode, exitCode } from "../exit-code.ts";
import { type OpenRun, withRun } from "../open-run.ts";

/** Candidates drafted at once. */
const concurrency = 8;

/** `curate synthesize`: brings the run to so many synthesized instructions. */
export async function synthesizeCommand(
  options: CommonOptions & { count?: number },
  context: CommandContext,
): Promise<ExitCode> {
  const summary = await withRun(options, context, (run) =>
    synthesizeStage(run, options.count ?? run.settings.synthesize.count, context),
  );
  printResult(context, options, summary, formatSynthesizeSummary(summary));
  return summary.missing > 0 ? exitCode.itemsFailed : exitCode.done;
}

export async function synthesizeStage(
  run: OpenRun,
  count: number,
  context: CommandContext,
): Promise<SynthesizeSummary> {
  const { settings, paths, prompts, manifest, models, ledger } = run;
  context.report({ kind: "stage-started", stage: "synthesize", detail: `${count} instructions` });
  await using store = await EventStore.open<CallEvent>({
    dir: paths.synthesis,
    parse: (event) => checkContract("call-event", event),
    now: context.now,
  });
  const baseURLOf = (role: keyof typeof settings.models): string => settings.models[role]?.baseURL ?? "";
  await reconcileLedger(store.events, { stage: "synthesize", trajectoryId: null, baseURLOf }, ledger);
  const summary = await runSynthesizeStage({
    files: { instructions: paths.instructions, candidates: paths.candidates },
    count,
    seed: settings.seed,
    taxonomy: await loadTaxonomy(),
    applicationTypes: settings.synthesize.applicationTypes,
    model: models.bind({
      store,
      stage: "synthesize",
      trajectoryId: null,
      sampleKey: "synthesis",
      signal: context.signal,
    }),
    prompts,
    label: manifest.label,
    concurrency,
    signal: context.signal,
  });
  context.report({ kind: "stage-finished", stage: "synthesize", detail: formatSynthesizeSummary(summary) });
  return summary;
}

function formatSynthesizeSummary({ instructions, candidates, found, missing }: SynthesizeSummary): string {
  const dropped = candidates.filter((candidate) => candidate.outcome !== "kept").length;
  const before = found > 0 ? `, ${found} were there before` : "";
  const short = missing > 0 ? `; ${missing} could not be had, candidates.jsonl says why` : "";
  return `${instructions.length} instructions from ${candidates.length} candidates (${dropped} dropped)${before}${short}`;
}
