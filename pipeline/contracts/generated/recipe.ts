/* Generated from schemas/recipe.v1.schema.json by `npm run schemas`. Do not edit. */

/**
 * The named rules and shapes that turn a run into datasets.
 */
export interface Recipe {
  $schema?: string;
  name: string;
  description: string;
  /**
   * licence of the datasets, as the Hub names licences (default "other")
   */
  license?: string;
  /**
   * @minItems 1
   */
  rules: (
    | {
        rule: "finished";
        /**
         * @minItems 1
         */
        allow: ("finished" | "step-limit")[];
      }
    | {
        rule: "screenshot-score";
        min: number;
      }
    | {
        rule: "gui-score";
        min: number;
      }
    | {
        rule: "well-formed";
        /**
         * malformed replies allowed on the chosen path
         */
        maxMalformedSteps: number;
      }
    | {
        rule: "token-length";
        max: number;
      }
  )[];
  sft: {
    /**
     * loss_mask 0 for assistant turns that led to an error step
     */
    maskErrorSteps: boolean;
    /**
     * append the finish reply where it follows the chosen step
     */
    includeFinish: boolean;
  };
  stepGrpo: {
    reward: "screenshot+gui" | "screenshot" | "gui" | "naive";
    /**
     * share of instructions held out for validation, by a hash of the instruction id
     */
    validationShare: number;
  };
}
