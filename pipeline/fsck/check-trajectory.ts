import { BugError } from "../errors.ts";
import type { StoreSnapshot } from "../run/event-store.ts";
import { foldTrajectory } from "../run/fold-trajectory.ts";
import type { Trajectory, TrajectoryEvent } from "../run/trajectory.ts";
import { checkReferences } from "./check-references.ts";
import { checkScores } from "./check-scores.ts";
import { checkTree } from "./check-tree.ts";

/** What is wrong with a trajectory whose journal could be read, and the trajectory where it makes one. */
export function checkTrajectory(
  id: string,
  { events, blobs }: Pick<StoreSnapshot<TrajectoryEvent>, "events" | "blobs">,
  run: { configHash: string; instructionIds: ReadonlySet<string> },
): { problems: string[]; trajectory: Trajectory | null } {
  const folded = fold(events);
  if (typeof folded === "string") return { problems: [folded], trajectory: null };
  const { opened } = folded;
  const problems: string[] = [];
  if (opened.trajectoryId !== id) problems.push(`its journal is that of ${opened.trajectoryId}`);
  if (opened.configHash !== run.configHash) problems.push("it was recorded with another configuration");
  if (!run.instructionIds.has(opened.instructionId))
    problems.push(`its instruction ${opened.instructionId} is not in instructions.jsonl`);
  const sealedAt = events.findIndex(({ event }) => event === "trajectory-sealed");
  if (sealedAt >= 0 && sealedAt < events.length - 1) problems.push("its journal goes on after the end");
  problems.push(...checkTree(folded), ...checkReferences(folded, blobs), ...checkScores(folded, blobs));
  return { problems, trajectory: folded };
}

function fold(events: StoreSnapshot<TrajectoryEvent>["events"]): Trajectory | string {
  try {
    return foldTrajectory(events) ?? "its journal holds nothing";
  } catch (error) {
    if (error instanceof BugError) return error.message;
    throw error;
  }
}
