import { Schema } from "apache-arrow";
import { conversationTokens } from "../../../pipeline/measure/token-count.ts";
import type { Recipe } from "../../../pipeline/recipe/recipe.ts";
import { chosenNode, sftConversation } from "../../../pipeline/recipe/sft-conversation.ts";
import type { TextMessage } from "../../../pipeline/recipe/text-conversation.ts";
import type { BlobReader, Trajectory } from "../../../pipeline/run/trajectory.ts";
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
  /** Estimate, chat template included. */
  tokens: number;
  teacher: string;
  source_trajectory: string;
};

/** The row of a kept trajectory; null when it chose no step. */
export function sftRow(
  trajectory: Trajectory,
  blobs: BlobReader,
  options: { applicationType: string; shape: Recipe["sft"] },
): SftRow | null {
  const conversation = sftConversation(trajectory, blobs, options.shape);
  if (conversation === null) return null;
  const { trajectoryId, instructionId, teacher } = trajectory.opened;
  const chosen = chosenNode(trajectory);
  return {
    id: trajectoryId,
    instruction_id: instructionId,
    application_type: options.applicationType,
    messages: conversation.messages,
    loss_mask: conversation.lossMask,
    steps: conversation.steps,
    screenshot_score: chosen?.screenshot.value ?? null,
    gui_score: chosen?.gui.value ?? null,
    tokens: conversationTokens(conversation.messages),
    teacher,
    source_trajectory: trajectoryId,
  };
}
