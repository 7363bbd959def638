import type { Schema } from "apache-arrow";
import type { IdentifiedRow } from "../../pipeline/dataset/row.ts";
import type { Recipe } from "../../pipeline/recipe/recipe.ts";
import type { SftExamples } from "../../pipeline/recipe/sft-examples.ts";
import type { PlannedFacts, SftFacts, WrittenFacts } from "./card/card-facts.ts";
import { preferencesSchema } from "./configs/preferences.ts";
import { promptsSchema } from "./configs/prompts.ts";
import { rejectedSchema } from "./configs/rejected.ts";
import { screenshotsSchema } from "./configs/screenshots.ts";
import { type SftRow, sftSchema } from "./configs/sft.ts";
import type { Split } from "./configs/split-of.ts";
import { stepsSchema } from "./configs/steps.ts";
import {
  preferenceRows,
  promptRows,
  type RowSource,
  rejectedRows,
  screenshotRows,
  sftRows,
  stepRows,
} from "./dataset-rows.ts";
import { type SplitLimits, type WrittenSplit, writeSplit } from "./parquet/write-split.ts";
import { preferencePairs } from "./step-grpo/preference-pairs.ts";

export interface WriteConfigsOptions extends RowSource {
  /** The dataset's folder. */
  dir: string;
  kept: ReadonlySet<string>;
  /** What rejected the other trajectories, by id. */
  rejectedBy: ReadonlyMap<string, string[]>;
  rewarded: PlannedFacts["rewarded"];
  systemPrompt: string;
  createdBy: string;
  limits: SplitLimits;
  signal: AbortSignal;
}

interface PlannedConfig {
  config: string;
  about: string;
  schema: Schema;
  splits: Split[];
  rowsOf(split: Split): AsyncIterable<IdentifiedRow>;
}

/**
 * Writes the configurations of a dataset, one row group in memory at a time. A split or configuration without rows is
 * left out: the `datasets` library refuses to load an empty one.
 */
export async function writeConfigs(options: WriteConfigsOptions): Promise<WrittenFacts> {
  let example: WrittenFacts["example"] = null;
  const sft: SftFacts[] = [];
  const promptTokens: number[] = [];
  const sftShaping = { shortened: 0, stepsLeftOut: 0, tooLong: 0, unwritable: 0 };
  const planned: PlannedConfig[] = [
    {
      config: "sft",
      about: `for supervised fine-tuning: ${aboutSft[options.recipe.sft.rows ?? "path"]} of each trajectory that the filter kept`,
      schema: sftSchema,
      splits: ["train"],
      rowsOf: () =>
        tap(
          sftRows(options, options.kept, (made) => addShaping(sftShaping, made)),
          ({ row }) => {
            example ??= { id: row.id, messages: row.messages };
            sft.push(sftFacts(row));
          },
        ),
    },
    {
      config: "prompts",
      about: "every instruction of the run, in the columns that verl's RL trainers read",
      schema: promptsSchema,
      splits: ["train", "validation"],
      rowsOf: (split) =>
        tap(promptRows(options, split, options.systemPrompt), ({ row }) => {
          promptTokens.push(options.tokenizer.conversationTokens(row.prompt));
        }),
    },
    {
      config: "steps",
      about: "every step of every complete trajectory with scores, reward and advantages, for Step-GRPO",
      schema: stepsSchema,
      splits: ["train", "validation"],
      rowsOf: (split) => stepRows(options, split, options.rewarded),
    },
  ];
  const { preferences } = options.recipe;
  if (preferences !== undefined) {
    const pairs = preferencePairs(options.survey.trajectories, options.rewarded, preferences.minMargin);
    planned.push({
      config: "preferences",
      about: "pairs of replies to the same conversation of which one earned more, for DPO and reward models",
      schema: preferencesSchema,
      splits: ["train", "validation"],
      rowsOf: (split) => preferenceRows(options, split, pairs),
    });
  }
  const { screenshots } = options.recipe;
  if (screenshots !== undefined)
    planned.push({
      config: "screenshots",
      about: aboutScreenshots[screenshots],
      schema: screenshotsSchema,
      splits: ["train"],
      rowsOf: () => screenshotRows(options, options.kept, screenshots),
    });
  if (options.recipe.rejected === true)
    planned.push({
      config: "rejected",
      about: "what the filter did not keep, with the reasons: for looking at, not for training",
      schema: rejectedSchema,
      splits: ["train"],
      rowsOf: () => rejectedRows(options, options.rejectedBy),
    });
  const configs: WrittenFacts["configs"] = [];
  for (const { rowsOf, splits, ...config } of planned) {
    const written: WrittenSplit[] = [];
    for (const split of splits) {
      const result = await writeSplit({ ...options, ...config, split, rows: rowsOf(split) });
      if (result.record.rows > 0) written.push(result);
    }
    if (written.length > 0) configs.push({ ...config, splits: written });
  }
  return { configs, sft, sftShaping, example, promptTokens };
}

const aboutSft: Record<NonNullable<Recipe["sft"]["rows"]>, string> = {
  path: "the best path as a conversation",
  "final-state": "the website as one reply to the instruction",
  step: "every step of the best path, with what came before it as context,",
};

const aboutScreenshots: Record<NonNullable<Recipe["screenshots"]>, string> = {
  chosen: "what each kept trajectory's website looks like, as the judge saw it, with its scores",
  path: "what the website looked like after each step of each kept trajectory's best path, with its scores",
};

function sftFacts({
  application_type: applicationType,
  tokens,
  steps,
  messages,
  loss_mask,
}: SftRow): SftFacts {
  const maskedReplies = messages.filter(({ role }, at) => role === "assistant" && loss_mask[at] === 0).length;
  return { applicationType, tokens, steps, maskedReplies };
}

function addShaping(sum: WrittenFacts["sftShaping"], { examples, leftOut }: SftExamples): void {
  for (const { stepsLeftOut } of examples) {
    if (stepsLeftOut > 0) sum.shortened++;
    sum.stepsLeftOut += stepsLeftOut;
  }
  sum.tooLong += leftOut.tooLong;
  sum.unwritable += leftOut.unwritable;
}

async function* tap<Item>(items: AsyncIterable<Item>, see: (item: Item) => void): AsyncGenerator<Item> {
  for await (const item of items) {
    see(item);
    yield item;
  }
}
