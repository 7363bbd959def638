/* Generated from schemas/screenshot-grade.v1.schema.json by `npm run schemas`. Do not edit. */

/**
 * A VLM's grade of a screenshot: 0 blank, 1 poor, 2 below average, 3 average, 4 good, 5 excellent.
 */
export interface ScreenshotGrade {
  analysis: string;
  grade: number;
  [k: string]: unknown;
}
