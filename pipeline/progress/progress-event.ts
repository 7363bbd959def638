import type { WorkerNews } from "../queue/job-queue.ts";
import type { TrajectoryEvent } from "../run/trajectory.ts";

/** What happens in a run, as it happens. Reporters show it; nothing else listens. */
export type ProgressEvent =
  | { kind: "stage-started"; stage: string; detail: string }
  | { kind: "stage-finished"; stage: string; detail: string }
  | { kind: "plan"; trajectories: number }
  /** nothing to do: an earlier session sealed it */
  | { kind: "trajectory-found-sealed"; trajectoryId: string }
  | { kind: "trajectory-started"; trajectoryId: string; resumedAtStep: number }
  | {
      kind: "trajectory-event";
      trajectoryId: string;
      event: Exclude<TrajectoryEvent, { event: `call-${string}` }>;
    }
  /** what a worker elsewhere did, and what was added since it last told */
  | ({ kind: "worker-news"; trajectoryId: string } & WorkerNews)
  | { kind: "trajectory-failed"; trajectoryId: string; reason: string; parked: boolean }
  | {
      kind: "call-ended";
      role: string;
      tokens: number;
      costUsd: number | null;
      outcome: "answered" | "failed" | "abandoned";
    }
  /** `doing`: "sending", "receiving"; bytes of all files together */
  | { kind: "transfer"; doing: string; doneBytes: number; bytes: number }
  | { kind: "notice"; message: string };

export type Report = (event: ProgressEvent) => void;
