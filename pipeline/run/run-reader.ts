import type { Instruction } from "../contracts/generated/instruction.ts";
import type { RunManifest } from "../contracts/generated/run.ts";
import type { JournalState } from "./journal-state.ts";
import type { BlobReader, Trajectory } from "./trajectory.ts";

/** Read access to a run folder: the only face of it that filter, emit, status and audit see. */
export interface RunReader {
  readonly dir: string;
  /** Throws UserError when the folder is no run. */
  manifest(): RunManifest;
  /** In the order of the file. */
  instructions(): AsyncIterable<Instruction>;
  /** Ids of the trajectories begun so far, sorted. */
  trajectoryIds(): Promise<string[]>;
  /** What the last line of a trajectory's journal tells; null when it cannot be read alone. Costs one small read. */
  journalState(id: string): Promise<JournalState | null>;
  /** Throws UserError when the id is unknown or its journal is damaged. */
  openTrajectory(id: string): Promise<{ trajectory: Trajectory; blobs: BlobReader }>;
}
