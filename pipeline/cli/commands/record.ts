import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import { dirname, join, resolve } from "node:path";
import { type RecordSummary, recordRun } from "../../../stages/record/stage.ts";
import { findBrowser } from "../../browser/find-browser.ts";
import { launchBrowser } from "../../browser/warm-browser.ts";
import { UserError } from "../../errors.ts";
import { createJudge } from "../../judge/model-judge.ts";
import { readInstructions } from "../../run/open-run-reader.ts";
import { readNpmConfig } from "../../site/npm-config.ts";
import { createSiteHost } from "../../site/site-host.ts";
import { type CommandContext, type CommonOptions, printResult } from "../command-context.ts";
import { type ExitCode, exitCode } from "../exit-code.ts";
import { type OpenRun, withRun } from "../open-run.ts";
import { createScratchFolder } from "../scratch-folder.ts";

/** `curate record`: a trajectory for every instruction of the run. */
export async function recordCommand(options: CommonOptions, context: CommandContext): Promise<ExitCode> {
  const summary = await withRun(options, context, (run) => recordStage(run, options.limit ?? null, context));
  printResult(context, options, summary, formatRecordSummary(summary));
  return exitCodeOfSummary(summary);
}

/** Records with the real site runner, browser and judges. */
export async function recordStage(
  run: OpenRun,
  limit: number | null,
  context: CommandContext,
): Promise<RecordSummary> {
  const { settings, paths, prompts, manifest, models, ledger } = run;
  const instructions = await readInstructions(paths);
  if (instructions.length === 0) {
    throw new UserError(
      `${paths.instructions} holds no instructions. Run \`curate synthesize\` or \`curate import\` first.`,
    );
  }
  await using scratch = await createScratchFolder(tmpdir());
  await using siteHost = await createSiteHost({});
  await using browser = await launchBrowser({});
  return await recordRun({
    settings,
    paths,
    prompts,
    manifest,
    models,
    ledger,
    instructions,
    limit,
    siteHost,
    browser,
    judge: createJudge({ prompts, guiMaxTurns: settings.record.guiMaxTurns, maxAsks: 3 }),
    now: context.now,
    report: context.report,
    signal: context.signal,
  });
}

export function exitCodeOfSummary(summary: RecordSummary): ExitCode {
  if (summary.failed.length > 0) return exitCode.itemsFailed;
  return summary.parked.length > 0 ? exitCode.stopped : exitCode.done;
}

export function formatRecordSummary({ planned, sealed, failed, parked }: RecordSummary): string {
  const lines = [`${sealed} of ${planned} trajectories sealed`];
  for (const { trajectoryId, reason } of failed) lines.push(`  failed  ${trajectoryId}: ${reason}`);
  for (const id of parked) lines.push(`  parked  ${id}: run the same command later`);
  return lines.join("\n");
}
