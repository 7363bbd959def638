/* Generated from schemas/published-instruction.v1.schema.json by `npm run schemas`. Do not edit. */

/**
 * One line of a published instruction file (webgen-agent_train_step-grpo, WebGen-Bench). Further fields are allowed and not kept.
 */
export interface PublishedInstruction {
  id: string;
  /**
   * text asking for a website; published ones are one paragraph
   */
  instruction: string;
  Category?: PublishedCategory;
  application_type: string;
  /**
   * test cases; an empty placeholder in the training set
   */
  ui_instruct?: {
    task: string;
    expected_result: string;
    task_category: PublishedCategory;
  }[];
  [k: string]: unknown;
}
/**
 * empty strings in the training set
 */
export interface PublishedCategory {
  primary_category: string;
  subcategories: string[];
}
