import { type ImportResult, importInstructions } from "../../../stages/synthesize/import-instructions.ts";
import { runImportStage } from "../../../stages/synthesize/stage.ts";
import { ContaminationIndex } from "../../instruction/contamination-index.ts";
import { lockRun } from "../../run/run-lock.ts";
import { RunPaths } from "../../run/run-paths.ts";
import { type CommandContext, type CommonOptions, printResult } from "../command-context.ts";
import { type ExitCode, exitCode } from "../exit-code.ts";
import { locateSettings } from "../locate-config.ts";

export interface ImportCommandOptions extends CommonOptions {
  skipBad?: boolean;
  /** Files of test instructions. */
  decontaminate?: string[];
  cutAccounts?: boolean;
}

/** `curate import`: takes instructions from a file or from the Hub into the run. */
export async function importCommand(
  source: string,
  options: ImportCommandOptions,
  context: CommandContext,
): Promise<ExitCode> {
  const { settings } = await locateSettings(options, context.cwd, context.cores);
  const paths = new RunPaths(settings.run);
  const hub = {
    fetch,
    signal: context.signal,
    ...(context.env.HF_ENDPOINT && { hubUrl: context.env.HF_ENDPOINT }),
    ...(context.env.HF_TOKEN && { accessToken: context.env.HF_TOKEN }),
  };
  const testSets = await Promise.all(
    (options.decontaminate ?? []).map((testSet) =>
      importInstructions({ source: testSet, hub, existing: [] }),
    ),
  );
  const tests = testSets.flatMap((testSet) => testSet.instructions);
  await using _lock = await lockRun(paths.lock);
  const imported = await runImportStage({
    source,
    hub,
    files: paths,
    skipBad: options.skipBad === true,
    cutAccountMentions: options.cutAccounts === true,
    ...(tests.length > 0 && { contamination: new ContaminationIndex(tests) }),
  });
  const skipped = imported.candidates.filter((candidate) => candidate.outcome !== "kept");
  const { instructions, alreadyThere, notes, from } = imported;
  const result = { from, imported: instructions.length, alreadyThere, skipped, notes };
  printResult(context, options, result, formatImport(imported, paths.instructions));
  // a line too close to a test was judged, not missed
  const bad = skipped.filter((candidate) => candidate.reason !== "contaminated");
  return bad.length > 0 ? exitCode.itemsFailed : exitCode.done;
}

function formatImport(
  { instructions, from, alreadyThere, candidates, notes }: ImportResult,
  path: string,
): string {
  const told = candidates.filter((candidate) => candidate.outcome !== "kept" || candidate.detail !== null);
  return [
    `${instructions.length} instructions imported from ${from} into ${path}`,
    ...(alreadyThere > 0 ? [`${alreadyThere} were there already`] : []),
    ...told.map(({ outcome, id, detail, reason }) => `  ${outcome}  ${id}: ${detail ?? reason}`),
    ...notes.map((note) => `  note  ${note}`),
  ].join("\n");
}
