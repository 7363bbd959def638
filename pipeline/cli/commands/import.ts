import { importInstructions } from "../../../stages/synthesize/import-instructions.ts";
import { appendToInstructionFiles, readInstructions } from "../../../stages/synthesize/instruction-files.ts";
import { lockRun } from "../../run/run-lock.ts";
import { RunPaths } from "../../run/run-paths.ts";
import { type CommandContext, type CommonOptions, printResult } from "../command-context.ts";
import { type ExitCode, exitCode } from "../exit-code.ts";
import { locateSettings } from "../locate-config.ts";

/** `curate import`: takes instructions from a file or from the Hub into the run. */
export async function importCommand(
  source: string,
  options: CommonOptions & { skipBad?: boolean },
  context: CommandContext,
): Promise<ExitCode> {
  const { settings } = await locateSettings(options, context.cwd, context.cores);
  const files = new RunPaths(settings.run);
  await using _lock = await lockRun(files.lock);
  const imported = await importInstructions({
    source,
    existing: await readInstructions(files),
    skipBad: options.skipBad === true,
    hub: {
      fetch,
      signal: context.signal,
      ...(context.env.HF_ENDPOINT && { hubUrl: context.env.HF_ENDPOINT }),
      ...(context.env.HF_TOKEN && { accessToken: context.env.HF_TOKEN }),
    },
  });
  await appendToInstructionFiles(files, imported);
  const skipped = imported.candidates.filter((candidate) => candidate.outcome !== "kept");
  const text = [
    `${imported.instructions.length} instructions imported from ${imported.from} into ${files.instructions}`,
    ...(imported.alreadyThere > 0 ? [`${imported.alreadyThere} were there already`] : []),
    ...skipped.map((candidate) => `  skipped  ${candidate.id}: ${candidate.detail ?? candidate.reason}`),
    ...imported.notes.map((note) => `  note  ${note}`),
  ].join("\n");
  const { instructions, alreadyThere, notes, from } = imported;
  printResult(context, options, { from, imported: instructions.length, alreadyThere, skipped, notes }, text);
  return skipped.length > 0 ? exitCode.itemsFailed : exitCode.done;
}
