import { isQuarantined, mostCrashes } from "./crash-watch.ts";
import { RunPaths } from "./run-paths.ts";
import type { RunReader } from "./run-reader.ts";
import type { Trajectory } from "./trajectory.ts";

/** One trajectory in a line. */
export interface TrajectorySummary {
  id: string;
  instructionId: string;
  /** `quarantined`: recording it ended the process again and again; it is not taken up unless asked for */
  status: "recording" | "quarantined" | "finished" | "step-limit" | "failed";
  steps: number;
  errorSteps: number;
  /** Times the agent left a run of error steps, restarts included. */
  backtracks: number;
  /** Backtracks to nothing but the instruction. */
  restarts: number;
  /** Steps begun again after an infrastructure failure, each time counted. */
  retries: number;
  chosen: number | null;
  /** Scores of the chosen step; null when unmeasured or not sealed. */
  screenshotScore: number | null;
  guiScore: number | null;
  /** Why it failed, or is quarantined; null unless it is. */
  reason: string | null;
}

export function summarizeTrajectory(id: string, trajectory: Trajectory): TrajectorySummary {
  const { nodes, sealed, backtracks, retries, opened } = trajectory;
  const chosen = sealed?.chosen ?? null;
  const best = chosen === null ? undefined : nodes[chosen];
  return {
    id,
    instructionId: opened.instructionId,
    status: sealed?.outcome ?? "recording",
    steps: nodes.length,
    errorSteps: nodes.filter((node) => node.isError).length,
    backtracks: backtracks.length,
    restarts: backtracks.filter(({ to }) => to === null).length,
    retries: retries.length,
    chosen,
    screenshotScore: best?.screenshot.value ?? null,
    guiScore: best?.gui.value ?? null,
    reason: sealed?.reason ?? null,
  };
}

export async function summarizeTrajectories(reader: RunReader): Promise<TrajectorySummary[]> {
  const paths = new RunPaths(reader.dir);
  const summaries: TrajectorySummary[] = [];
  for (const id of await reader.trajectoryIds()) {
    const summary = summarizeTrajectory(id, (await reader.openTrajectory(id)).trajectory);
    const isLeft = summary.status === "recording" && (await isQuarantined(paths.trajectory(id)));
    summaries.push(isLeft ? { ...summary, ...quarantined } : summary);
  }
  return summaries;
}

const quarantined = {
  status: "quarantined",
  reason: `quarantined: recording it ended the process ${mostCrashes} times at the same step. Record it again with --retry-quarantined.`,
} as const;
