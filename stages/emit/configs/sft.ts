import { Schema } from "apache-arrow";
import type { Tokenizer } from "../../../pipeline/measure/tokenizer.ts";
import type { SftExample } from "../../../pipeline/recipe/sft-examples.ts";
import type { TextMessage } from "../../../pipeline/recipe/text-conversation.ts";
import type { Trajectory } from "../../../pipeline/run/trajectory.ts";
import {
  column,
  float64,
  int8,
  int32,
  listOf,
  messageList,
  nullableColumn,
  text,
} from "../parquet/column-types.ts";

/** Columns of `sft`: the published `messages`, and beside it what a row is worth and where it comes from. */
export const sftSchema = new Schema([
  column("id", text()),
  column("instruction_id", text()),
  column("application_type", text()),
  column("messages", messageList()),
  column("loss_mask", listOf(int8())),
  column("steps", int32()),
  nullableColumn("screenshot_score", float64()),
  nullableColumn("gui_score", float64()),
  column("tokens", int32()),
  column("teacher", text()),
  column("source_trajectory", text()),
]);

export type SftRow = {
  id: string;
  instruction_id: string;
  application_type: string;
  messages: TextMessage[];
  loss_mask: (0 | 1)[];
  steps: number;
  screenshot_score: number | null;
  gui_score: number | null;
  /** Chat template included. */
  tokens: number;
  teacher: string;
  source_trajectory: string;
};

/** The row of an example. Scores are those of the step that it is about. */
export function sftRow(
  { node, messages, lossMask, steps }: Omit<SftExample, "stepsLeftOut">,
  { opened: { trajectoryId, instructionId, teacher } }: Trajectory,
  about: { id: string; applicationType: string; tokenizer: Tokenizer },
): SftRow {
  return {
    id: about.id,
    instruction_id: instructionId,
    application_type: about.applicationType,
    messages,
    loss_mask: lossMask,
    steps,
    screenshot_score: node.screenshot.value,
    gui_score: node.gui.value,
    tokens: about.tokenizer.conversationTokens(messages),
    teacher,
    source_trajectory: trajectoryId,
  };
}
