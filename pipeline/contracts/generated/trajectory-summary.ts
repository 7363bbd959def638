/* Generated from schemas/trajectory-summary.v1.schema.json by `npm run schemas`. Do not edit. */

/**
 * Address of a blob in the pack beside the journal: the SHA-256 of its uncompressed bytes.
 */
export type BlobRef = string;

/**
 * A sealed trajectory in a line, from its journal alone. Derived: deleted, it is made again.
 */
export interface TrajectorySummary {
  /**
   * raised when anything is summed up in another way: older lines are made again
   */
  version: 1;
  trajectoryId: string;
  instructionId: string;
  journalDigest: string;
  sample: number;
  /**
   * "rehearsal" when any model behind this record was a built-in rehearsal model
   */
  label: "rehearsal" | null;
  teacher: string;
  outcome: "finished" | "step-limit" | "failed";
  /**
   * why it failed
   */
  reason: string | null;
  instruction: BlobRef;
  steps: number;
  errorSteps: number;
  /**
   * restarts included
   */
  backtracks: number;
  restarts: number;
  retries: number;
  /**
   * stages at which steps failed, sorted, each once
   */
  errorStages: ("format" | "install" | "start" | "screenshot" | "gui-test" | "judge")[];
  /**
   * the selected best step
   */
  chosen: number | null;
  /**
   * of that step; null where there is none
   */
  screenshot: ShownScore | null;
  gui: ShownScore | null;
  screenshotImage: BlobRef | null;
  /**
   * of all calls that were paid for
   */
  tokens: number;
  /**
   * null where no call states a cost
   */
  costUsd: number | null;
  beganAt: string;
  endedAt: string;
}
export interface ShownScore {
  status: "measured" | "not-run" | "judge-error" | "infra-error";
  value: number | null;
}
