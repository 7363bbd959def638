import { readLedger } from "../../run/ledger.ts";
import { openRunReader } from "../../run/open-run-reader.ts";
import { RunPaths } from "../../run/run-paths.ts";
import type { RunReader } from "../../run/run-reader.ts";
import {
  type RoleSpend,
  summarizeSpend,
  summarizeTrajectories,
  type TrajectorySummary,
} from "../../run/summarize-run.ts";
import type { BlobReader, Trajectory } from "../../run/trajectory.ts";
import { type CommandContext, type CommonOptions, printResult } from "../command-context.ts";
import { type ExitCode, exitCode } from "../exit-code.ts";
import { locateSettings } from "../locate-config.ts";
import { formatTable } from "../table.ts";
import { formatTree } from "../trajectory-tree.ts";

/** `curate status`: what a run holds; with an id, one trajectory's tree. */
export async function statusCommand(
  id: string | undefined,
  options: CommonOptions,
  context: CommandContext,
): Promise<ExitCode> {
  const { settings } = await locateSettings(options, context.cwd, context.cores);
  const reader = await openRunReader(settings.run);
  if (id === undefined) await printRun(reader, options, context);
  else {
    const { trajectory, blobs } = await reader.openTrajectory(id);
    printResult(context, options, describeTrajectory(trajectory, blobs), formatTree(trajectory, blobs));
  }
  return exitCode.done;
}

async function printRun(reader: RunReader, options: CommonOptions, context: CommandContext): Promise<void> {
  const manifest = reader.manifest();
  const instructions = (await Array.fromAsync(reader.instructions())).length;
  const trajectories = await summarizeTrajectories(reader);
  const spend = summarizeSpend(await readLedger(new RunPaths(reader.dir).ledger));
  const sealed = trajectories.filter((trajectory) => trajectory.status !== "recording").length;
  const result = {
    run: reader.dir,
    label: manifest.label,
    configHash: manifest.configHash,
    instructions,
    trajectories: { begun: trajectories.length, sealed },
    items: trajectories,
    spend,
  };
  const text = [
    `${reader.dir}${manifest.label === null ? "" : ` (${manifest.label})`}: ${instructions} instructions, ${trajectories.length} trajectories begun, ${sealed} sealed`,
    "",
    trajectoryTable(trajectories),
    "",
    spendTable(spend),
  ].join("\n");
  printResult(context, options, result, text);
}

export function trajectoryTable(trajectories: readonly TrajectorySummary[]): string {
  return formatTable(
    ["trajectory", "status", "steps", "errors", "backtracks", "chosen", "screenshot", "GUI"],
    trajectories.map((item) => [
      item.id,
      item.status,
      item.steps,
      item.errorSteps,
      item.backtracks,
      item.chosen ?? "-",
      item.screenshotScore ?? "-",
      item.guiScore ?? "-",
    ]),
  );
}

export function spendTable(spend: readonly RoleSpend[]): string {
  return formatTable(
    ["role", "model", "calls", "failed", "prompt tokens", "completion tokens", "cost"],
    spend.map((role) => [
      role.role,
      role.model,
      role.calls,
      role.failedCalls,
      role.promptTokens,
      role.completionTokens,
      `$${role.costUsd.toFixed(4)}${role.unpricedCalls > 0 ? ` + ${role.unpricedCalls} calls without a price` : ""}`,
    ]),
  );
}

function describeTrajectory(trajectory: Trajectory, blobs: BlobReader) {
  const { opened, nodes, backtracks, retries, sealed, journalDigest } = trajectory;
  return {
    trajectoryId: opened.trajectoryId,
    instructionId: opened.instructionId,
    instruction: blobs.text(opened.instruction),
    label: opened.label,
    sealed:
      sealed === null ? null : { outcome: sealed.outcome, chosen: sealed.chosen, reason: sealed.reason },
    journalDigest,
    nodes,
    backtracks: backtracks.map(({ afterStep, to, errorSteps }) => ({ afterStep, to, errorSteps })),
    retries: retries.map(({ step, attempt, error }) => ({ step, attempt, error })),
  };
}
