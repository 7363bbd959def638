import { Schema } from "apache-arrow";
import { BugError } from "../../../pipeline/errors.ts";
import { textConversationTo } from "../../../pipeline/recipe/text-conversation.ts";
import type { BlobReader, Trajectory } from "../../../pipeline/run/trajectory.ts";
import { column, flag, float64, int32, nullableColumn, text } from "../parquet/column-types.ts";
import type { RewardedStep } from "../step-grpo/group-steps.ts";
import { type PromptRow, promptRow, verlColumns } from "./prompts.ts";
import type { Split } from "./split-of.ts";

/** Columns of `steps`: the verl columns, and what the step was worth. */
export const stepsSchema = new Schema([
  ...verlColumns,
  column("group_id", text()),
  column("trajectory_id", text()),
  column("step", int32()),
  column("completion", text()),
  nullableColumn("screenshot_score", float64()),
  nullableColumn("gui_score", float64()),
  column("format_ok", flag()),
  nullableColumn("reward", float64()),
  nullableColumn("advantage", float64()),
  nullableColumn("cumulative_advantage", float64()),
]);

export type StepRow = PromptRow & {
  /** The instruction: advantages are normalised over its steps. */
  group_id: string;
  trajectory_id: string;
  step: number;
  completion: string;
  screenshot_score: number | null;
  gui_score: number | null;
  format_ok: boolean;
  reward: number | null;
  advantage: number | null;
  cumulative_advantage: number | null;
};

/** The row of one step. Its prompt is the conversation that the reply answered. */
export function stepRow(
  step: RewardedStep,
  trajectory: Trajectory,
  blobs: BlobReader,
  place: { split: Split; index: number },
): StepRow {
  const node = trajectory.nodes[step.step];
  if (node === undefined) throw new BugError(`There is no step ${step.step}`);
  return {
    ...promptRow(textConversationTo(trajectory, node.parent, blobs), place),
    group_id: trajectory.opened.instructionId,
    trajectory_id: trajectory.opened.trajectoryId,
    step: step.step,
    completion: blobs.text(node.reply),
    screenshot_score: step.screenshot.value,
    gui_score: step.gui.value,
    format_ok: step.formatOk,
    reward: step.reward,
    advantage: step.advantage,
    cumulative_advantage: step.cumulativeAdvantage,
  };
}
