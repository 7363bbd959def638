import type { Review } from "../../../pipeline/contracts/generated/review.ts";
import type { Score } from "../../../pipeline/contracts/generated/score.ts";

/** A score without its judge: a value exists exactly when measured. */
export type ShownScore = Pick<Score, "status" | "value">;

/** One line of the list of trajectories: all that sorting, facets, histograms and review queues go by. */
export interface TrajectoryRow {
  id: string;
  instructionId: string;
  sample: number;
  instruction: string;
  applicationType: string;
  /** `damaged`: the journal cannot be read to its end; `reason` says why. */
  status: "recording" | "finished" | "step-limit" | "failed" | "damaged";
  reason: string | null;
  label: "rehearsal" | null;
  teacher: string;
  steps: number;
  errorSteps: number;
  backtracks: number;
  restarts: number;
  retries: number;
  /** Stages at which steps failed, sorted, each once. */
  errorStages: string[];
  /** The selected best step; while recording, the last step that shows anything. null: none. */
  chosen: number | null;
  /** Of that step. null where there is none. */
  screenshot: ShownScore | null;
  gui: ShownScore | null;
  /** Whether that step has a screenshot. */
  hasScreenshot: boolean;
  /** Part of the screenshot's 16x16 tiles in which anything can be seen, 0 to 1; null where it was not measured. */
  detail: number | null;
  /** Tokens and US dollars of all its calls; null where no call states a cost. */
  tokens: number;
  costUsd: number | null;
  /** Milliseconds from the first to the last line of its journal. */
  durationMs: number;
  /** ISO 8601, of the last line. */
  at: string;
  /** By recipe; a trajectory without a verdict has no key. */
  verdicts: Record<string, RowVerdict>;
  /** By grading: the scores of the chosen step, in the order in which they were given. */
  grades: Record<string, { screenshot: (number | null)[]; gui: (number | null)[] }>;
  /** The review that counts of each reviewer, oldest first. */
  reviews: Review[];
}

export interface RowVerdict {
  kept: boolean;
  /** Rules and selections that reject it, in the recipe's order. */
  rejectedBy: string[];
  /** Whether all rules but the two score minima let it pass: what moving the minima goes by. */
  passesOthers: boolean;
}

/** A review as a person gives it; the server adds the time. */
export type ReviewDraft = Omit<Review, "at">;
