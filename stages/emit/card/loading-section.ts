import type { Recipe } from "../../../pipeline/recipe/recipe.ts";
import type { CardFacts } from "./card-facts.ts";
import { grouped } from "./statistics.ts";

/** How each trainer takes the configurations that are there. */
export function loadingSection(facts: CardFacts): string {
  const { recipe, configs } = facts;
  const { name } = recipe.recipe;
  const first = configs[0];
  const has = (config: string): boolean => configs.some((each) => each.config === config);
  return [
    `## How to load it

\`\`\`python
from datasets import load_dataset

# the dataset's name on the Hub with revision="<tag>", or a local folder
rows = load_dataset("${name}", "${first?.config ?? ""}", split="${first?.splits[0]?.record.split ?? ""}")
\`\`\``,
    ...(has("sft") ? [fineTuning(facts)] : []),
    reinforcement(facts),
    ...others(facts),
  ].join("\n\n");
}

function fineTuning({ recipe: { recipe }, sft }: CardFacts): string {
  const { name } = recipe;
  const masked = sft.reduce((sum, { maskedReplies }) => sum + maskedReplies, 0);
  const rows = recipe.sft.rows ?? "path";
  return `### Supervised fine-tuning: \`sft\`

\`loss_mask\` says of each message whether its loss counts: 0 for system and user messages${maskWords(recipe.sft)}. ${
    masked === 0
      ? "Here every reply counts, so that a trainer's own assistant mask is the same."
      : `Here ${grouped(masked)} replies are context only: a trainer that takes every reply trains on them too, unless it is told.`
  }

| trainer | how |
|---|---|
| TRL | \`SFTTrainer\` takes \`messages\` as it is; \`assistant_only_loss=True\` for the loss on replies alone |
| verl | multi-turn SFT with \`data.multiturn.enable=true data.multiturn.messages_key=messages\` |
| LLaMA-Factory | the entry below in \`dataset_info.json\`${rows === "step" ? "; `mask_history: true`, as a row teaches its last reply alone" : ""} |
| ms-swift | \`--dataset OWNER/NAME:sft\`: \`messages\` is its own format${rows === "step" ? "; `--loss_scale last_round`" : ""} |

\`\`\`json
{ "${name}": { "hf_hub_url": "OWNER/NAME", "subset": "sft", "split": "train", "formatting": "sharegpt",
    "columns": { "messages": "messages" },
    "tags": { "role_tag": "role", "content_tag": "content",
      "user_tag": "user", "assistant_tag": "assistant", "system_tag": "system" } } }
\`\`\``;
}

function reinforcement({ configs }: CardFacts): string {
  const splits = configs.find(({ config }) => config === "prompts")?.splits ?? [];
  const keys = { train: "data.train_files", validation: "data.val_files" };
  const files = splits.map(
    ({ record: { split } }) =>
      `\`${split === "validation" ? keys.validation : keys.train}=prompts/${split}-*.parquet\``,
  );
  return `### Reinforcement learning: \`prompts\` and \`steps\`

| trainer | how |
|---|---|
| TRL | \`GRPOTrainer\` takes the column \`prompt\`; the others reach the reward functions |
| verl | ${files.join(" and ")}. It drops prompts over \`data.max_prompt_length\` without a word: see the token lengths below |
| your own | each row of \`steps\` holds a \`prompt\`, the \`completion\` and its \`advantage\`, which applies to the completion's tokens; leave out rows whose \`reward\` is null |`;
}

function others({ recipe: { recipe }, configs }: CardFacts): string[] {
  const has = (config: string): boolean => configs.some((each) => each.config === config);
  const lines = [
    ...(has("preferences")
      ? [
          "**TRL, DPO and reward models**: `preferences` has the columns `prompt`, `chosen`, `rejected` and `margin`.",
        ]
      : []),
    ...(has("screenshots")
      ? [
          "**Reward and vision-language models**: `screenshots` decodes to PIL images in its column `image`, beside the scores.",
        ]
      : []),
    ...traceWords(recipe.traces),
  ];
  return lines.length === 0
    ? []
    : ["### Other configurations and files", lines.map((line) => `- ${line}`).join("\n")];
}

function traceWords(formats: Recipe["traces"] = []): string[] {
  const words = {
    atif: "`traces/atif/` holds each kept trajectory's branches as ATIF v1.7 documents",
    session:
      "`traces/sessions/` holds each kept trajectory's branches as sessions, which the Hub's trace viewer shows",
  };
  if (formats.length === 0) return [];
  return [
    `**Traces**: ${formats.map((format) => words[format]).join("; ")}. A file is one way through the tree, named by its last step; \`branch\` says
  whether it is the best path or one that was abandoned.`,
  ];
}

function maskWords({ maskErrorSteps, maskFlatSteps = false, rows }: Recipe["sft"]): string {
  return [
    ", for replies without a word",
    ...(maskErrorSteps ? [", for replies that led to an error step"] : []),
    ...(maskFlatSteps ? [", for replies that did not raise the best score so far"] : []),
    ...(rows === "step" ? [", for all replies but the last"] : []),
  ].join("");
}
