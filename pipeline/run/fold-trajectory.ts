import { BugError } from "../errors.ts";
import { journalDigest } from "./event-store.ts";
import type { Enveloped } from "./journal-line.ts";
import type { Trajectory, TrajectoryEvent } from "./trajectory.ts";

/** The state that a trajectory's events add up to; null before its first line. */
export function foldTrajectory(events: readonly Enveloped<TrajectoryEvent>[]): Trajectory | null {
  const opened = events[0];
  if (opened === undefined) return null;
  if (opened.event !== "trajectory-opened") throw new BugError(`A journal begins with ${opened.event}`);
  const trajectory: Trajectory = {
    opened,
    nodes: [],
    backtracks: [],
    retries: [],
    calls: [],
    guiTest: null,
    sealed: null,
    journalDigest: journalDigest(events),
  };
  for (const event of events) applyEvent(trajectory, event);
  return trajectory;
}

function applyEvent(trajectory: Trajectory, event: TrajectoryEvent): void {
  switch (event.event) {
    case "step-committed":
      if (event.node.step !== trajectory.nodes.length)
        throw new BugError(`Step ${event.node.step} committed out of order`);
      trajectory.nodes.push(event.node);
      break;
    case "backtracked":
      trajectory.backtracks.push(event);
      break;
    case "step-retried":
      trajectory.retries.push(event);
      break;
    case "call-returned":
      trajectory.calls.push(event);
      break;
    case "gui-test-written":
      trajectory.guiTest = event.text;
      break;
    case "trajectory-sealed":
      trajectory.sealed = event;
      break;
    case "trajectory-opened":
    case "call-intended":
    case "call-failed":
      break;
  }
}
