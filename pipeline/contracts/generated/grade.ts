/* Generated from schemas/grade.v1.schema.json by `npm run schemas`. Do not edit. */

/**
 * What a grading gave one step: the scores of a judge who was asked again.
 */
export interface Grade {
  trajectoryId: string;
  journalDigest: string;
  step: number;
  judge: "screenshot" | "gui-summary";
  /**
   * one for each time it was asked
   *
   * @minItems 1
   */
  scores: {
    status: "measured" | "judge-error";
    value: number | null;
  }[];
}
