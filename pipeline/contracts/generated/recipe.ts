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
   * scores of this grading (curate regrade) count instead of the recorded ones
   */
  grading?: string;
  /**
   * whose tokens the datasets state and their limits mean, chat template included: hf:OWNER/NAME@REVISION, or a folder with tokenizer.json and tokenizer_config.json (default: that of the rule token-length, else an estimate)
   */
  tokenizer?: string;
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
        /**
         * what could not be measured passes (default false)
         */
        allowUnmeasured?: boolean;
      }
    | {
        rule: "gui-score";
        min: number;
        /**
         * what could not be measured passes (default false)
         */
        allowUnmeasured?: boolean;
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
        /**
         * whose tokens: a folder with tokenizer.json and tokenizer_config.json, or hf:OWNER/NAME@REVISION (default: the recipe's)
         */
        tokenizer?: string;
        /**
         * refuse to filter when the tokenizer cannot be had, instead of estimating (default false)
         */
        exact?: boolean;
      }
    | {
        rule: "steps";
        min?: number;
        max?: number;
      }
    | {
        rule: "error-step-share";
        max: number;
      }
    | {
        rule: "repetition";
        /**
         * 0.4 is the published definition of a repetitive reply
         */
        below: number;
      }
    | {
        rule: "placeholder-code";
        max: number;
      }
    | {
        rule: "page-errors";
        max: number;
        /**
         * what could not be measured passes (default false)
         */
        allowUnmeasured?: boolean;
      }
    | {
        rule: "blank-screenshot";
        /**
         * part of the picture's 16x16 tiles in which anything can be seen; 0.01 is a single line of text
         */
        minDetail: number;
        /**
         * what could not be measured passes (default false)
         */
        allowUnmeasured?: boolean;
      }
    | {
        rule: "colors-present";
        /**
         * part of the picture in the background colour asked for
         */
        minBackground: number;
        /**
         * the same for the component colour
         */
        minComponent: number;
        /**
         * what could not be measured passes (default false)
         */
        allowUnmeasured?: boolean;
      }
    | {
        rule: "language";
        /**
         * @minItems 1
         */
        allow: string[];
        /**
         * what could not be measured passes (default false)
         */
        allowUnmeasured?: boolean;
      }
    | {
        rule: "sensitive-text";
        /**
         * @minItems 1
         */
        kinds: ("access-key" | "private-key" | "web-token" | "card-number" | "bank-account" | "email" | "phone")[];
      }
    | {
        rule: "contamination";
        /**
         * test instructions: a JSON-lines file or hf:OWNER/NAME[@REVISION][:FILE]
         */
        against: string;
      }
    | {
        rule: "human-review";
        require: "keep" | "no-reject";
        /**
         * what could not be measured passes (default false)
         */
        allowUnmeasured?: boolean;
      }
    | {
        rule: "spend-limited";
        allow: ("step-limit" | "reply-limit" | "gui-turn-limit")[];
      }
    | {
        rule: "gui-verified";
        /**
         * whose replays count (default: the recipe's grading, else "regrade")
         */
        grading?: string;
        /**
         * what could not be measured passes (default false)
         */
        allowUnmeasured?: boolean;
      }
  )[];
  /**
   * what is chosen among the trajectories that pass every rule, in this order (default: all of them)
   */
  select?: (
    | {
        rule: "distinct-sites";
        /**
         * estimated share of lines that two sites have in common (Jaccard)
         */
        maxSimilarity: number;
      }
    | {
        rule: "per-instruction";
        max: number;
      }
    | {
        rule: "per-application-type";
        max: number;
      }
  )[];
  /**
   * emit the rejected trajectories too, as a configuration of their own with the reasons (default false)
   */
  rejected?: boolean;
  /**
   * write the kept trajectories as trace files too, a branch per file: ATIF documents, or sessions for the Hub's trace viewer (default: none)
   *
   * @minItems 1
   */
  traces?: ("atif" | "session")[];
  /**
   * emit pictures of the kept trajectories' sites as a configuration of their own: of the chosen step, or of every step of the best path that shows another one (default: none)
   */
  screenshots?: "chosen" | "path";
  /**
   * emit pairs of replies to the same conversation of which one earned more (default: none)
   */
  preferences?: {
    /**
     * least difference of the rewards of a pair
     */
    minMargin: number;
  };
  sft: {
    /**
     * loss_mask 0 for assistant turns that led to an error step
     */
    maskErrorSteps: boolean;
    /**
     * append the finish reply where it follows the chosen step
     */
    includeFinish: boolean;
    /**
     * loss_mask 0 for assistant turns that did not raise the best score so far on their path (default false)
     */
    maskFlatSteps?: boolean;
    /**
     * what a row holds: the best path as a conversation; the chosen website's files as one reply to the instruction; or one step, where steps with loss_mask 0 have no row (default path)
     */
    rows?: "path" | "final-state" | "step";
    /**
     * a longer row is shortened by whole steps that its website was not written by, or left out (default: no limit)
     */
    maxTokens?: number;
  };
  stepGrpo: {
    reward: "screenshot+gui" | "screenshot" | "gui" | "naive";
    /**
     * share of instructions held out for validation, by a hash of the instruction id
     */
    validationShare: number;
    /**
     * repeated: nothing is held out, and the validation split of prompts is the first training row again, as published (default held-out)
     */
    validation?: "held-out" | "repeated";
    /**
     * cumulative: the column advantage holds the sum of a step's advantage and those of the steps that continue it, the published ablation (default step)
     */
    advantage?: "step" | "cumulative";
  };
}
