import { countCrashes, endQuarantine, isQuarantined, readUnderWay } from "../../pipeline/run/crash-watch.ts";
import { readStore } from "../../pipeline/run/event-store.ts";
import type { RunPaths } from "../../pipeline/run/run-paths.ts";
import { parseTrajectoryEvent } from "../../pipeline/run/trajectory-store.ts";

/** A process may be ended by anything once; twice in a row at the same place of a trajectory is no accident. */
const suspectAfter = 2;

/** Parts trajectories that may be what ends the process from the others. */
export async function findSuspects(
  ids: readonly string[],
  { paths, retryQuarantined = false }: { paths: RunPaths; retryQuarantined?: boolean },
): Promise<{ suspects: string[]; others: string[] }> {
  const suspects: string[] = [];
  const others: string[] = [];
  for (const id of ids) {
    const dir = paths.trajectory(id);
    if (retryQuarantined && (await isQuarantined(dir))) await endQuarantine(dir);
    ((await isSuspect(dir)) ? suspects : others).push(id);
  }
  return { suspects, others };
}

async function isSuspect(dir: string): Promise<boolean> {
  const marker = await readUnderWay(dir);
  if (marker === null) return false;
  const { events } = await readStore(dir, parseTrajectoryEvent);
  return countCrashes(marker, events) >= suspectAfter;
}
