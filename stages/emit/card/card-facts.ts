import type { Schema } from "apache-arrow";
import type { Funnel } from "../../../pipeline/contracts/generated/funnel.ts";
import type { RunManifest } from "../../../pipeline/contracts/generated/run.ts";
import type { Tokenizer } from "../../../pipeline/measure/tokenizer.ts";
import type { LoadedRecipe } from "../../../pipeline/recipe/recipe.ts";
import type { ContaminationEvidence } from "../contamination-evidence.ts";
import type { WrittenSplit } from "../parquet/write-split.ts";
import type { RewardedStep } from "../step-grpo/group-steps.ts";
import type { RunSurvey } from "../survey.ts";

/** What a card says of an `sft` row. */
export interface SftFacts {
  applicationType: string;
  tokens: number;
  steps: number;
}

/** A configuration as it was written. */
export interface WrittenConfig {
  config: string;
  about: string;
  schema: Schema;
  splits: WrittenSplit[];
}

/** All that a card is computed from. */
export interface CardFacts {
  recipe: LoadedRecipe;
  manifest: RunManifest;
  funnel: Funnel;
  survey: RunSurvey;
  contamination: ContaminationEvidence;
  /** What counted all tokens. */
  tokenizer: Pick<Tokenizer, "name" | "exact" | "hash">;
  configs: WrittenConfig[];
  sft: SftFacts[];
  /** What the recipe's limit and form of `sft` rows did. */
  sftShaping: {
    /** Rows that lost steps, and how many steps. */
    shortened: number;
    stepsLeftOut: number;
    /** Rows that are not there: too long even so, or a website that no reply could write. */
    tooLong: number;
    unwritable: number;
  };
  /** Tokens of each instruction's prompt. */
  promptTokens: number[];
  /** Steps that are trained on, by trajectory. */
  rewarded: Map<string, RewardedStep[]>;
}
