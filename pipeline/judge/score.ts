import type { Score } from "../contracts/generated/score.ts";

export type { Score };

/** A score for a test that did not take place: a fact of the trajectory, not an unknown. */
export const notRun: Score = { status: "not-run", value: null, judge: null, exchange: null, history: [] };

/**
 * Value for ranking: an unmeasured score is lower than any measured one, and never 0, which a blank page gets.
 */
export function rankValue(score: Score): number {
  return score.value ?? Number.NEGATIVE_INFINITY;
}

/** Whether the score is measured and at least `minimum`. */
export function isAtLeast(score: Score, minimum: number): boolean {
  return score.value !== null && score.value >= minimum;
}
