import { hubFeatures } from "../parquet/hub-features.ts";
import type { CardFacts } from "./card-facts.ts";
import { folded, markdownTable } from "./markdown.ts";

/** What each column of every configuration holds. */
export const columnWords: Readonly<Record<string, string>> = {
  id: "names the row, in every version",
  instruction_id: "the instruction that it was made from",
  application_type: "what kind of website is asked for",
  messages: "system prompt, instruction, then reply and feedback in turn; a reply ends it",
  loss_mask: "for each message, 1 where the loss counts",
  steps: "replies",
  screenshot_score: "0 (blank) to 5 (excellent); null when it was not measured",
  gui_score: "1 to 5, from the GUI agent's test; null when it was not measured",
  tokens: "of the row in a chat template",
  teacher: "the model that wrote the replies",
  source_trajectory: "the trajectory of the run",
  data_source: 'always "webgen"',
  prompt: "the conversation that the reply answers",
  ability: 'always "webgen"',
  reward_model: "as verl asks for it; rewards are computed, not looked up",
  extra_info: "split, and 0-based place of the instruction in the run",
  group_id: "the instruction: advantages are normalised over its steps",
  trajectory_id: "the trajectory of the run",
  step: "0-based place of the reply in its trajectory, all branches counted",
  completion: "the reply",
  format_ok: "whether the reply keeps to the format",
  reward: "null when a judge or the machine failed",
  advantage: "null where the reward is",
  cumulative_advantage: "summed with those of all steps that continue it",
  chosen: "the reply that earned more",
  rejected: "the reply that earned less",
  margin: "difference of their rewards",
  chosen_reward: "its reward",
  rejected_reward: "its reward",
  chosen_step: "trajectory and step of the chosen reply",
  rejected_step: "trajectory and step of the rejected reply",
  rejected_by: "rules and selections that did not let it pass",
  image: "1024 by 768 PNG",
};

/** The columns of each configuration that is there. */
export function columnsSection({ configs }: CardFacts): string {
  const tables = configs.map(({ config, schema }) => {
    const features = hubFeatures(schema);
    const rows = schema.fields.map(({ name }) => [name, typeWords(features[name]), columnWords[name] ?? ""]);
    return folded(`<code>${config}</code>`, markdownTable(["column", "type", "what"], rows));
  });
  return `## Columns

${tables.join("\n\n")}`;
}

/** A feature in a few words. */
function typeWords(feature: unknown): string {
  if (feature === null || typeof feature !== "object") return "";
  if ("dtype" in feature) return String(feature.dtype);
  if ("feature" in feature) return `list of ${typeWords(feature.feature)}`;
  if ("_type" in feature) return "image";
  return `{${Object.keys(feature).join(", ")}}`;
}
