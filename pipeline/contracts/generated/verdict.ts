/* Generated from schemas/verdict.v1.schema.json by `npm run schemas`. Do not edit. */

/**
 * Whether a trajectory is kept, with every rule's outcome.
 */
export interface Verdict {
  trajectoryId: string;
  instructionId: string;
  kept: boolean;
  /**
   * @minItems 1
   */
  rules: {
    rule: string;
    outcome: "pass" | "fail" | "unmeasured" | "unmeasured-allowed";
    value: number | string | boolean | null;
    threshold: number | string | boolean | null;
  }[];
  /**
   * what was chosen among those that pass every rule; empty for one that does not
   */
  selection: {
    rule: string;
    outcome: "pass" | "fail";
    value: number | string | boolean | null;
    threshold: number | string | boolean | null;
  }[];
}
