/* Generated from schemas/gui-test-grade.v1.schema.json by `npm run schemas`. Do not edit. */

/**
 * The feedback model's reading of a GUI test's transcript.
 */
export interface GuiTestGrade {
  test_passed: boolean;
  improvement_suggestions: string;
  grade: number;
  [k: string]: unknown;
}
