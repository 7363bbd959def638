import type { Settings } from "../../config/settings.ts";
import { type ReplaysSummary, summarizeReplays } from "../../recipe/summarize-replays.ts";
import { findTrajectoryId } from "../../run/find-trajectory.ts";
import { readLedger } from "../../run/ledger.ts";
import { openRunReader } from "../../run/open-run-reader.ts";
import { RunPaths } from "../../run/run-paths.ts";
import type { RunReader } from "../../run/run-reader.ts";
import { reportSpend, type SpendReport } from "../../run/summarize-spend.ts";
import { summarizeTrajectories, type TrajectorySummary } from "../../run/summarize-trajectories.ts";
import { type BlobReader, pathTo, type Trajectory } from "../../run/trajectory.ts";
import { type CommandContext, type CommonOptions, printResult } from "../command-context.ts";
import { type ExitCode, exitCode } from "../exit-code.ts";
import { locateSettings } from "../locate-config.ts";
import { formatSpend } from "../spend-table.ts";
import { formatTable } from "../table.ts";
import { formatTree } from "../trajectory-tree.ts";

/** `curate status`: what a run holds and what it spent; with an id or the beginning of one, one trajectory's tree. */
export async function statusCommand(
  given: string | undefined,
  options: CommonOptions,
  context: CommandContext,
): Promise<ExitCode> {
  const { settings } = await locateSettings(options, context.cwd, context.cores);
  const reader = await openRunReader(settings.run);
  if (given === undefined) await printRun(reader, settings, options, context);
  else await printTrajectory(reader, given, options, context);
  return exitCode.done;
}

async function printRun(
  reader: RunReader,
  settings: Settings,
  options: CommonOptions,
  context: CommandContext,
): Promise<void> {
  const { label, configHash } = reader.manifest();
  const instructions = (await Array.fromAsync(reader.instructions())).length;
  const items = await summarizeTrajectories(reader);
  const spend = reportSpend(await readLedger(new RunPaths(reader.dir).ledger));
  const trajectories = {
    planned: Math.max(items.length, instructions * settings.record.samples),
    begun: items.length,
    sealed: items.filter(({ status }) => status !== "recording" && status !== "quarantined").length,
    failed: items.filter(({ status }) => status === "failed").length,
    quarantined: items.filter(({ status }) => status === "quarantined").length,
  };
  const replays = await summarizeReplays(reader.dir);
  const result = { run: reader.dir, label, configHash, instructions, trajectories, items, replays, spend };
  const text = [
    `${reader.dir}${label === null ? "" : ` (${label})`}: ${instructions} instructions; ${trajectories.sealed} of ${trajectories.planned} trajectories sealed, ${trajectories.begun - trajectories.sealed} unfinished`,
    ...(items.length === 0 ? [] : ["", trajectoryTable(items), ...failureLines(items)]),
    ...(replays.length === 0 ? [] : ["", ...replays.map(replaysLine)]),
    ...(spend.total.calls + spend.total.replayed === 0 ? [] : ["", formatSpend(spend)]),
  ].join("\n");
  printResult(context, options, result, text);
}

async function printTrajectory(
  reader: RunReader,
  given: string,
  options: CommonOptions,
  context: CommandContext,
): Promise<void> {
  const id = await findTrajectoryId(reader, given);
  const { trajectory, blobs } = await reader.openTrajectory(id);
  const ledger = await readLedger(new RunPaths(reader.dir).ledger);
  const spend = reportSpend(ledger.filter(({ trajectoryId }) => trajectoryId === id));
  const text = [formatTree(trajectory, blobs), "", formatSpend(spend)].join("\n");
  printResult(context, options, describeTrajectory(trajectory, blobs, spend), text);
}

export function trajectoryTable(trajectories: readonly TrajectorySummary[]): string {
  return formatTable(
    [
      "trajectory",
      "status",
      "steps",
      "errors",
      "backtracks",
      "restarts",
      "retries",
      "chosen",
      "screenshot",
      "GUI",
    ],
    trajectories.map((item) => [
      item.id,
      item.status,
      item.steps,
      item.errorSteps,
      item.backtracks,
      item.restarts,
      item.retries,
      item.chosen ?? "-",
      item.screenshotScore ?? "-",
      item.guiScore ?? "-",
    ]),
  );
}

function replaysLine({ grading, verified, notVerified, tellNothing }: ReplaysSummary): string {
  return `GUI tests done again without a model as "${grading}": ${verified} verified, ${notVerified} not, ${tellNothing} tell nothing`;
}

function failureLines(items: readonly TrajectorySummary[]): string[] {
  const failures = items.flatMap(({ id, reason }) => (reason === null ? [] : `  ${id}: ${reason}`));
  return failures.length === 0 ? [] : ["", "Failed or quarantined", ...failures];
}

function describeTrajectory(trajectory: Trajectory, blobs: BlobReader, spend: SpendReport) {
  const { opened, nodes, backtracks, retries, sealed, journalDigest } = trajectory;
  const chosen = sealed?.chosen ?? null;
  return {
    trajectoryId: opened.trajectoryId,
    instructionId: opened.instructionId,
    instruction: blobs.text(opened.instruction),
    label: opened.label,
    sealed: sealed === null ? null : { outcome: sealed.outcome, chosen, reason: sealed.reason },
    /** Steps from the start to the chosen one: the trajectory that a dataset holds. */
    chosenPath: chosen === null ? [] : pathTo(nodes, chosen).map(({ step }) => step),
    journalDigest,
    nodes,
    /** `to` is null for a restart from the instruction. */
    backtracks: backtracks.map(({ afterStep, to, errorSteps }) => ({ afterStep, to, errorSteps })),
    retries: retries.map(({ step, attempt, error }) => ({ step, attempt, error })),
    spend,
  };
}
