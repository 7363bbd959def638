import { stat } from "node:fs/promises";
import type { Settings } from "../config/settings.ts";
import { hasErrorCode } from "../errors.ts";
import { type LedgerEntry, readLedger, spendOf } from "../run/ledger.ts";
import { RunPaths, storeFiles } from "../run/run-paths.ts";
import type { RunReader } from "../run/run-reader.ts";
import type { Trajectory } from "../run/trajectory.ts";
import { observedCost } from "./observed-cost.ts";
import type { UnitCost } from "./unit-cost.ts";

/** What a run has seen so far, as far as a plan wants to know. */
export interface RunSoFar {
  /** Trajectories begun, by id. */
  trajectories: ReadonlyMap<string, { sealed: boolean; cost: UnitCost }>;
  /** What each candidate's place in the synthesized set took. */
  instructions: readonly UnitCost[];
  spent: { usd: number; tokens: number; unpricedCalls: number };
}

export const nothingSoFar: RunSoFar = {
  trajectories: new Map(),
  instructions: [],
  spent: { usd: 0, tokens: 0, unpricedCalls: 0 },
};

/** Reads ledger, journals and file sizes of a run folder, and changes none of them. */
export async function readRunSoFar(reader: RunReader, models: Settings["models"]): Promise<RunSoFar> {
  const paths = new RunPaths(reader.dir);
  const ledger = await readLedger(paths.ledger);
  const byTrajectory = Map.groupBy(ledger, ({ trajectoryId }) => trajectoryId);
  const trajectories = new Map<string, { sealed: boolean; cost: UnitCost }>();
  for (const id of await reader.trajectoryIds()) {
    const { trajectory } = await reader.openTrajectory(id);
    const measured = { ...timesOf(trajectory), diskBytes: await storeBytes(paths.trajectory(id)) };
    const cost = observedCost(byTrajectory.get(id) ?? [], measured, models);
    trajectories.set(id, { sealed: trajectory.sealed !== null, cost });
  }
  return {
    trajectories,
    instructions: await synthesisCosts(ledger, paths, models),
    spent: { ...spendOf(ledger), unpricedCalls: unpricedCalls(ledger) },
  };
}

/**
 * Wall-clock time of the steps, phase by phase; pauses between two starts of a run are no part of it. While the teacher
 * writes, the site gives its place away.
 */
function timesOf({ nodes }: Trajectory): Pick<UnitCost, "workMs" | "siteMs"> {
  const phases = nodes.flatMap(({ timings }) => Object.entries(timings));
  const sum = (times: typeof phases): number => times.reduce((ms, [, time]) => ms + time, 0);
  return { workMs: sum(phases), siteMs: sum(phases.filter(([phase]) => phase !== "teacherMs")) };
}

/** One unit for each slot of the set: all candidates drafted for it, kept or not. */
async function synthesisCosts(
  ledger: readonly LedgerEntry[],
  paths: RunPaths,
  models: Settings["models"],
): Promise<UnitCost[]> {
  const entries = ledger.filter(({ stage }) => stage === "synthesize");
  const slots = [...Map.groupBy(entries, ({ purpose }) => slotOf(purpose)).values()];
  const diskBytes = slots.length === 0 ? 0 : (await storeBytes(paths.synthesis)) / slots.length;
  return slots.map((calls) => {
    const workMs = calls.reduce((sum, { latencyMs }) => sum + (latencyMs ?? 0), 0);
    return observedCost(calls, { workMs, siteMs: 0, diskBytes }, models);
  });
}

/** `candidate-7-0/1` is the first ask of the first candidate for slot 7. */
function slotOf(purpose: string): string {
  return /^candidate-\d+/.exec(purpose)?.[0] ?? purpose;
}

function unpricedCalls(ledger: readonly LedgerEntry[]): number {
  return ledger.filter(
    ({ outcome, costUsd, replayed }) => outcome === "answered" && costUsd === null && replayed === undefined,
  ).length;
}

async function storeBytes(dir: string): Promise<number> {
  const files = storeFiles(dir);
  const sizes = await Promise.all([files.journal, files.pack].map(sizeOf));
  return sizes.reduce((sum, size) => sum + size, 0);
}

async function sizeOf(path: string): Promise<number> {
  try {
    return (await stat(path)).size;
  } catch (error) {
    if (hasErrorCode(error, "ENOENT")) return 0;
    throw error;
  }
}
