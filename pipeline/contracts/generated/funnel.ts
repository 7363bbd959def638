/* Generated from schemas/funnel.v1.schema.json by `npm run schemas`. Do not edit. */

/**
 * What the filter let through, rule by rule.
 */
export interface Funnel {
  recipe: string;
  recipeHash: string;
  /**
   * "rehearsal" when any model behind this record was a built-in rehearsal model
   */
  label: "rehearsal" | null;
  trajectories: number;
  sealed: number;
  kept: number;
  rejected: number;
  /**
   * trajectories still in progress: they have no verdict
   */
  unfinished: string[];
  rules: {
    rule: string;
    pass: number;
    fail: number;
    /**
     * with those that the recipe lets pass
     */
    unmeasured: number;
    /**
     * trajectories whose first rule not passed is this one
     */
    firstToReject: number;
  }[];
  selection: {
    rule: string;
    pass: number;
    fail: number;
  }[];
  /**
   * what counted tokens, where a rule limits them
   */
  tokenizer: string | null;
  /**
   * whose scores counted; null for the recorded ones
   */
  grading: string | null;
}
