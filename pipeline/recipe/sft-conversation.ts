import { type BlobReader, pathTo, type Trajectory, type TrajectoryNode } from "../run/trajectory.ts";
import type { Recipe } from "./recipe.ts";
import { type TextMessage, textConversationTo } from "./text-conversation.ts";

/** What a trajectory teaches. */
export interface SftConversation {
  /** System prompt, instruction, then reply and feedback in turn; ends with an assistant reply. */
  messages: TextMessage[];
  /** One per message: 1 where the loss counts. */
  lossMask: (0 | 1)[];
  /** Assistant replies. */
  steps: number;
}

/**
 * The conversation from the instruction to the chosen step's reply: best path only, nothing of the branches left by
 * backtracking. With `includeFinish`, a finish reply that follows the chosen step directly ends it instead, the chosen
 * step's feedback between them. System and user messages are never trained on (WebGen-Agent, supervised fine-tuning).
 * null when no step was chosen.
 */
export function sftConversation(
  trajectory: Trajectory,
  blobs: BlobReader,
  shape: Recipe["sft"],
): SftConversation | null {
  const chosen = chosenNode(trajectory);
  if (chosen === null) return null;
  const last = (shape.includeFinish ? finishAfter(chosen, trajectory) : null) ?? chosen;
  const path = pathTo(trajectory.nodes, last.step);
  return {
    messages: [
      ...textConversationTo(trajectory, last.parent, blobs),
      { role: "assistant", content: blobs.text(last.reply) },
    ],
    lossMask: [0, ...path.flatMap((node) => [0 as const, maskOf(node, shape)])],
    steps: path.length,
  };
}

/** The step whose files are the website, or null. */
export function chosenNode({ sealed, nodes }: Pick<Trajectory, "sealed" | "nodes">): TrajectoryNode | null {
  const chosen = sealed?.chosen ?? null;
  return chosen === null ? null : (nodes[chosen] ?? null);
}

function finishAfter(chosen: TrajectoryNode, { nodes }: Trajectory): TrajectoryNode | null {
  return nodes.find((node) => node.kind === "finish" && node.parent === chosen.step) ?? null;
}

function maskOf(node: TrajectoryNode, { maskErrorSteps }: Recipe["sft"]): 0 | 1 {
  return maskErrorSteps && node.isError ? 0 : 1;
}
