import type { Review } from "../../../pipeline/contracts/generated/review.ts";
import { checkContract } from "../../../pipeline/contracts/validators.ts";

/** Longer ones are no notes. */
const longestNote = 20_000;
const longestName = 100;

/** Steps of a trajectory of the run; null when there is none of this id. */
export type StepsOf = (trajectoryId: string) => number | null;

export type AcceptedReview = { ok: true; review: Review } | { ok: false; problems: string[] };

/** Checks a review: its form, and that what it is about is there. */
export function acceptReview(value: unknown, stepsOf: StepsOf): AcceptedReview {
  const checked = checkContract("review", value);
  if (!checked.ok) return checked;
  const review = checked.value;
  const problems = [
    ...(review.reviewer.trim() === "" || review.reviewer.length > longestName
      ? [`reviewer: must be a name of 1 to ${longestName} characters`]
      : []),
    ...(review.note.length > longestNote ? [`note: must not be longer than ${longestNote} characters`] : []),
    ...placeProblems(review, stepsOf(review.trajectoryId)),
  ];
  return problems.length === 0 ? { ok: true, review } : { ok: false, problems };
}

function placeProblems({ trajectoryId, step }: Review, steps: number | null): string[] {
  if (steps === null) return [`trajectoryId: ${JSON.stringify(trajectoryId)} is not in the run`];
  return step !== null && step >= steps ? [`step: ${trajectoryId} has ${steps} steps, found ${step}`] : [];
}
