import type { Grade } from "../contracts/generated/grade.ts";
import type { Review } from "../contracts/generated/review.ts";
import type { TrajectoryMeasures } from "../index/measure-trajectory.ts";
import { type Reliability, reliabilityOf } from "./reliability.ts";

/**
 * How far the judges of a run can be relied on: of each grading, and where people reviewed trajectories, of the recorded
 * scores too. Nothing for a run that nobody graded again or reviewed.
 */
export function runReliability(run: {
  gradings: ReadonlyMap<string, readonly Grade[]>;
  measures: readonly TrajectoryMeasures[];
  /** By trajectory. */
  reviews: ReadonlyMap<string, readonly Review[]>;
  applicationTypeOf(instructionId: string): string;
}): Reliability[] {
  const shared = { ...run, reviews: [...run.reviews.values()].flat() };
  return [
    ...(shared.reviews.length === 0
      ? []
      : [reliabilityOf({ ...shared, grading: null, grades: run.measures.flatMap(recordedGrades) })]),
    ...[...run.gradings].map(([grading, grades]) => reliabilityOf({ ...shared, grading, grades })),
  ];
}

/** The scores of a chosen step as they were recorded, each given once. */
function recordedGrades({ trajectoryId, journalDigest, chosen }: TrajectoryMeasures): Grade[] {
  if (chosen === null) return [];
  const about = { trajectoryId, journalDigest, step: chosen.step };
  return (["screenshot", "gui-summary"] as const).map((judge) => {
    const { status, value } = judge === "screenshot" ? chosen.screenshot : chosen.gui;
    return { ...about, judge, scores: [{ status: status === "measured" ? status : "judge-error", value }] };
  });
}
