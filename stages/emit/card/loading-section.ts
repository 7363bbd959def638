import type { CardFacts } from "./card-facts.ts";

export function loadingSection({ recipe: { recipe }, configs }: CardFacts): string {
  const splits = configs.find(({ config }) => config === "prompts")?.splits ?? [];
  const files = splits.map(({ record }) => `${record.split}: \`prompts/${record.split}-*.parquet\``);
  const first = configs[0];
  return `## How to load it

\`\`\`python
from datasets import load_dataset

# a local folder, or the dataset's name on the Hub with revision="<tag>"
rows = load_dataset("${recipe.name}", "${first?.config ?? ""}", split="${first?.splits[0]?.record.split ?? ""}")
\`\`\`

- **TRL, supervised fine-tuning**: \`SFTTrainer\` takes \`messages\` as it is; set \`assistant_only_loss=True\`. \`loss_mask\` says, for
  each message, whether its loss counts: 0 for system and user messages${maskWords(recipe.sft.maskErrorSteps)}.
- **TRL, GRPO**: \`prompts\` has the column \`prompt\` that \`GRPOTrainer\` expects.
${configs.some(({ config }) => config === "preferences") ? preferenceWords : ""}- **verl**: give the files of \`prompts\` as \`data.train_files\` and \`data.val_files\` (${files.join(", ")}). verl drops prompts over
  \`data.max_prompt_length\` silently: see the token lengths above.
- **Step-level training**: each row of \`steps\` holds a \`prompt\`, the \`completion\` and its \`advantage\`, which applies to the
  completion's tokens. Leave out rows whose \`reward\` is null.`;
}

const preferenceWords = `- **TRL, DPO and reward models**: \`preferences\` has the columns \`prompt\`, \`chosen\`, \`rejected\` and \`margin\`.
`;

function maskWords(maskErrorSteps: boolean): string {
  return maskErrorSteps ? ", and for replies that led to an error step" : "";
}
