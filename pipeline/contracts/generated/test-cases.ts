/* Generated from schemas/test-cases.v1.schema.json by `npm run schemas`. Do not edit. */

/**
 * What a model answers when it is asked for the test cases of an instruction.
 */
export interface TestCases {
  Category: TestCaseCategory;
  /**
   * @minItems 4
   * @maxItems 11
   */
  ui_instruct: {
    task: string;
    expected_result: string;
    task_category: TestCaseCategory;
  }[];
}
export interface TestCaseCategory {
  primary_category: string;
  /**
   * @minItems 1
   */
  subcategories: string[];
}
