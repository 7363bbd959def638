import { countCrashes, forgetCrashes, isQuarantined, readUnderWay } from "../../pipeline/run/crash-watch.ts";
import { readStore } from "../../pipeline/run/event-store.ts";
import type { RunPaths } from "../../pipeline/run/run-paths.ts";
import { parseTrajectoryEvent } from "../../pipeline/run/trajectory-store.ts";

/** A process may be ended by anything once; twice in a row at the same place of a trajectory is no accident. */
const suspectAfter = 2;

/** Parts trajectories that may be what ends the process from the others. */
export async function findSuspects(
  ids: readonly string[],
  paths: RunPaths,
): Promise<{ suspects: string[]; others: string[] }> {
  const suspects: string[] = [];
  const others: string[] = [];
  for (const id of ids) ((await isSuspect(paths.trajectory(id))) ? suspects : others).push(id);
  return { suspects, others };
}

/** Lets all that are quarantined be taken up again. */
export async function endQuarantines(ids: readonly string[], paths: RunPaths): Promise<void> {
  for (const dir of ids.map((id) => paths.trajectory(id)))
    if (await isQuarantined(dir)) await forgetCrashes(dir);
}

async function isSuspect(dir: string): Promise<boolean> {
  const marker = await readUnderWay(dir);
  if (marker === null) return false;
  const { events } = await readStore(dir, parseTrajectoryEvent);
  return countCrashes(marker, events) >= suspectAfter;
}
