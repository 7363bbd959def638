import { Schema } from "apache-arrow";
import type { TextMessage } from "../../../pipeline/recipe/text-conversation.ts";
import { column, int64, messageList, struct, text } from "../parquet/column-types.ts";
import type { Split } from "./split-of.ts";

/** The columns that verl's RL data loaders read, as published for Step-GRPO. */
export const verlColumns = [
  column("data_source", text()),
  column("prompt", messageList()),
  column("ability", text()),
  column("reward_model", struct({ style: text(), ground_truth: text() })),
  column("extra_info", struct({ split: text(), index: int64() })),
];

export const promptsSchema = new Schema(verlColumns);

export type PromptRow = {
  data_source: "webgen";
  prompt: TextMessage[];
  ability: "webgen";
  reward_model: { style: "rule"; ground_truth: "" };
  extra_info: { split: Split; index: number };
};

/** A row in the published shape. `index` is the instruction's 0-based place in the run, the same in every configuration. */
export function promptRow(prompt: TextMessage[], place: { split: Split; index: number }): PromptRow {
  return {
    data_source: "webgen",
    prompt,
    ability: "webgen",
    reward_model: { style: "rule", ground_truth: "" },
    extra_info: { split: place.split, index: place.index },
  };
}
