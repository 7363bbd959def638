import type { BlobRef, TrajectoryNode } from "../contracts/generated/node.ts";
import type {
  CallReturned,
  TrajectoryEvent,
  TrajectoryOpened,
  TrajectorySealed,
} from "../contracts/generated/trajectory-event.ts";

export type { BlobRef, CallReturned, TrajectoryEvent, TrajectoryNode, TrajectoryOpened, TrajectorySealed };

/** A trajectory as its journal tells it. All message text is behind references. */
export interface Trajectory {
  opened: TrajectoryOpened;
  /** Committed steps in the order of recording: `nodes[i].step === i`. */
  nodes: TrajectoryNode[];
  backtracks: Extract<TrajectoryEvent, { event: "backtracked" }>[];
  retries: Extract<TrajectoryEvent, { event: "step-retried" }>[];
  calls: CallReturned[];
  guiTest: BlobRef | null;
  /** null while the trajectory is in progress. */
  sealed: TrajectorySealed | null;
  /** SHA-256 over the journal's last checksum and length: equal digests, equal journals. */
  journalDigest: string;
}

/** Reads blobs of one trajectory. Throws when a reference is not in the pack or does not verify. */
export interface BlobReader {
  bytes(ref: BlobRef): Uint8Array;
  text(ref: BlobRef): string;
}

/** The steps from a start to `step`, oldest first. */
export function pathTo(nodes: readonly TrajectoryNode[], step: number): TrajectoryNode[] {
  const path: TrajectoryNode[] = [];
  for (let at = nodes[step]; at !== undefined; at = at.parent === null ? undefined : nodes[at.parent])
    path.unshift(at);
  return path;
}
