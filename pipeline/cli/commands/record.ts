import { type RecordRunOptions, type RecordSummary, recordRun } from "../../../stages/record/stage.ts";
import { recordedSites } from "../../agent/recorded-sites.ts";
import { indexSealed } from "../../index/index-sealed.ts";
import { createJudge } from "../../judge/model-judge.ts";
import { openRunReader } from "../../run/open-run-reader.ts";
import { type CommandContext, type CommonOptions, printResult } from "../command-context.ts";
import { type ExitCode, exitCode } from "../exit-code.ts";
import { withMachinery } from "../open-machinery.ts";
import { type OpenRun, withRun } from "../open-run.ts";
import { recordThroughQueue } from "../record-on-queue.ts";
import { requireInstructions } from "../require-instructions.ts";

/** How often an unusable answer of a judge is asked for in all. */
export const maxAsks = 3;

export interface RecordOptions extends CommonOptions {
  /** Take up again what was left because it ended the process. */
  retryQuarantined?: boolean;
}

export interface RecordCommandOptions extends RecordOptions {
  /** --queue: workers record, through this queue */
  queue?: string;
  /** --lease: seconds */
  lease?: number;
  /** --store: where sealed trajectories go when workers share no folder */
  store?: string;
}

/** `curate record`: a trajectory for every instruction of the run. */
export async function recordCommand(
  options: RecordCommandOptions,
  context: CommandContext,
): Promise<ExitCode> {
  const summary = await recordHereOrThere(options, context);
  printResult(context, options, summary, formatRecordSummary(summary));
  return exitCodeOfSummary(summary);
}

async function recordHereOrThere(
  options: RecordCommandOptions,
  context: CommandContext,
): Promise<RecordSummary> {
  if (options.queue === undefined)
    return await withRun(options, context, (run) => recordStage(run, options, context));
  const summary = await recordThroughQueue(options, context);
  context.report({ kind: "stage-finished", stage: "record", detail: formatRecordSummary(summary) });
  return summary;
}

/** Records with the real site runner, browser and judges. */
export async function recordStage(
  run: OpenRun,
  { limit = null, retryQuarantined = false }: { limit?: number | null; retryQuarantined?: boolean },
  context: CommandContext,
): Promise<RecordSummary> {
  const { settings, paths, prompts } = run;
  const instructions = await requireInstructions(paths);
  context.report({
    kind: "stage-started",
    stage: "record",
    detail: `the agent on ${limit ?? instructions.length} instructions`,
  });
  const { report, signal, now } = context;
  const judge = createJudge({
    prompts,
    maxAsks,
    guiMaxTurns: settings.record.guiMaxTurns,
    ...settings.compat,
  });
  const summary = await withMachinery(settings, context, (openReal) => {
    const openMachinery: RecordRunOptions["openMachinery"] = async ({ trajectoryId, fromStep }) => {
      // where no call is sent, no site need run: what it showed was recorded too
      const recorded =
        run.replay?.onMiss === "fail" ? await run.replay.cassette.trajectory(trajectoryId) : null;
      return recorded === null ? await openReal() : recordedSites(recorded, fromStep);
    };
    const onSealed = async (id: string) => indexSealed(await openRunReader(paths.dir), id);
    const asked = { instructions, limit, retryQuarantined };
    return recordRun({ ...run, ...asked, openMachinery, judge, onSealed, report, signal, now });
  });
  context.report({ kind: "stage-finished", stage: "record", detail: formatRecordSummary(summary) });
  return summary;
}

export function exitCodeOfSummary(summary: RecordSummary): ExitCode {
  if (summary.failed.length > 0) return exitCode.itemsFailed;
  return summary.parked.length > 0 ? exitCode.stopped : exitCode.done;
}

function formatRecordSummary({ planned, sealed, failed, parked }: RecordSummary): string {
  const lines = [`${sealed} of ${planned} trajectories sealed`];
  for (const { trajectoryId, reason } of failed) lines.push(`  failed  ${trajectoryId}: ${reason}`);
  for (const id of parked) lines.push(`  parked  ${id}: run the same command later`);
  return lines.join("\n");
}
