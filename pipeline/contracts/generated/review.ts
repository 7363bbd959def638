/* Generated from schemas/review.v1.schema.json by `npm run schemas`. Do not edit. */

/**
 * A person's judgement of a trajectory. reviews.jsonl is append-only: the last line of a reviewer about a trajectory counts.
 */
export interface Review {
  at: string;
  trajectoryId: string;
  reviewer: string;
  decision: "keep" | "reject" | "unsure";
  screenshotScore: number | null;
  guiScore: number | null;
  /**
   * what was looked at; null: the chosen step
   */
  step: number | null;
  /**
   * the judges' scores were hidden
   */
  blind: boolean;
  note: string;
}
