import type { Schema } from "apache-arrow";
import type { Funnel } from "../../../pipeline/contracts/generated/funnel.ts";
import type { Proximity } from "../../../pipeline/contracts/generated/proximity.ts";
import type { Reliability } from "../../../pipeline/contracts/generated/reliability.ts";
import type { RunManifest } from "../../../pipeline/contracts/generated/run.ts";
import type { Tokenizer } from "../../../pipeline/measure/tokenizer.ts";
import type { LoadedRecipe } from "../../../pipeline/recipe/recipe.ts";
import type { ReplaysSummary } from "../../../pipeline/recipe/summarize-replays.ts";
import type { TextMessage } from "../../../pipeline/recipe/text-conversation.ts";
import type { ContaminationEvidence } from "../contamination-evidence.ts";
import type { WrittenSplit } from "../parquet/write-split.ts";
import type { RewardedStep } from "../step-grpo/group-steps.ts";
import type { RunSurvey } from "../survey.ts";
import type { GalleryPicture } from "./write-gallery.ts";

/** What a card says of an `sft` row. */
export interface SftFacts {
  applicationType: string;
  tokens: number;
  steps: number;
  /** Replies whose loss does not count. */
  maskedReplies: number;
}

/** A configuration as it was written. */
export interface WrittenConfig {
  config: string;
  about: string;
  schema: Schema;
  splits: WrittenSplit[];
}

/** What a card tells that is known before the first row is written. */
export interface PlannedFacts {
  recipe: LoadedRecipe;
  manifest: RunManifest;
  funnel: Funnel;
  survey: RunSurvey;
  /** Ids of the trajectories that the filter kept. */
  kept: ReadonlySet<string>;
  contamination: ContaminationEvidence;
  proximity: Proximity[];
  reliability: Reliability[];
  /** GUI tests that were done again without a model, by grading. */
  replays: ReplaysSummary[];
  /** What counted all tokens. */
  tokenizer: Pick<Tokenizer, "name" | "exact" | "hash">;
  /** Steps that are trained on, by trajectory. */
  rewarded: Map<string, RewardedStep[]>;
}

/** What it tells of the rows as they were written. */
export interface WrittenFacts {
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
  /** The first `sft` row; null where there is none. */
  example: { id: string; messages: TextMessage[] } | null;
  /** Tokens of each instruction's prompt. */
  promptTokens: number[];
}

/** All that a card is computed from. */
export interface CardFacts extends PlannedFacts, WrittenFacts {
  gallery: GalleryPicture[];
}
