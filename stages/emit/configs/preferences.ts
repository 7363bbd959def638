import { Schema } from "apache-arrow";
import type { TextMessage } from "../../../pipeline/recipe/text-conversation.ts";
import { column, float64, messageList, text } from "../parquet/column-types.ts";
import type { PreferencePair } from "../step-grpo/preference-pairs.ts";

/** Columns of `preferences`: those that TRL's DPO and reward trainers read, and where each reply comes from. */
export const preferencesSchema = new Schema([
  column("id", text()),
  column("instruction_id", text()),
  column("prompt", messageList()),
  column("chosen", messageList()),
  column("rejected", messageList()),
  column("margin", float64()),
  column("chosen_reward", float64()),
  column("rejected_reward", float64()),
  column("chosen_step", text()),
  column("rejected_step", text()),
]);

export type PreferenceRow = {
  /** Both steps, each as `trajectory/step`. */
  id: string;
  instruction_id: string;
  /** The conversation that both replies answer. */
  prompt: TextMessage[];
  chosen: [TextMessage];
  rejected: [TextMessage];
  margin: number;
  chosen_reward: number;
  rejected_reward: number;
  chosen_step: string;
  rejected_step: string;
};

export function preferenceRow(
  { instructionId, chosen, rejected, margin }: PreferencePair,
  texts: { prompt: TextMessage[]; chosen: string; rejected: string },
): PreferenceRow {
  const chosenStep = `${chosen.trajectoryId}/${chosen.step}`;
  const rejectedStep = `${rejected.trajectoryId}/${rejected.step}`;
  return {
    id: `${chosenStep}>${rejectedStep}`,
    instruction_id: instructionId,
    prompt: texts.prompt,
    chosen: [{ role: "assistant", content: texts.chosen }],
    rejected: [{ role: "assistant", content: texts.rejected }],
    margin,
    chosen_reward: chosen.reward,
    rejected_reward: rejected.reward,
    chosen_step: chosenStep,
    rejected_step: rejectedStep,
  };
}
