import { rankValue } from "../judge/score.ts";
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
 * step's feedback between them. System and user messages are never trained on (WebGen-Agent, supervised fine-tuning), nor
 * is a reply that says nothing.
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
  const messages: TextMessage[] = [
    ...textConversationTo(trajectory, last.parent, blobs),
    { role: "assistant", content: blobs.text(last.reply) },
  ];
  const lossMask = [0 as const, ...path.flatMap((_, at) => [0 as const, maskOf(path, at, shape)])];
  return {
    messages,
    lossMask: lossMask.map((mask, at) => (messages[at]?.content.trim() === "" ? 0 : mask)),
    steps: path.length,
  };
}

/** The step whose files are the website, or null. */
export function chosenNode({ sealed, nodes }: Pick<Trajectory, "sealed" | "nodes">): TrajectoryNode | null {
  const chosen = sealed?.chosen ?? null;
  return chosen === null ? null : (nodes[chosen] ?? null);
}

/** The finish reply that follows the chosen step directly, or null. */
export function finishAfter(
  chosen: TrajectoryNode,
  { nodes }: Pick<Trajectory, "nodes">,
): TrajectoryNode | null {
  return nodes.find((node) => node.kind === "finish" && node.parent === chosen.step) ?? null;
}

function maskOf(
  path: readonly TrajectoryNode[],
  at: number,
  { maskErrorSteps, maskFlatSteps = false }: Recipe["sft"],
): 0 | 1 {
  if (maskErrorSteps && path[at]?.isError) return 0;
  return maskFlatSteps && !hasImproved(path, at) ? 0 : 1;
}

/**
 * Whether a step of a path raised what the steps before it had reached: a GUI test the GUI score; a code step the
 * screenshot score, or by the GUI test that follows it directly the GUI score. To finish is always right; a score that
 * was not measured has raised nothing.
 */
function hasImproved(path: readonly TrajectoryNode[], at: number): boolean {
  const node = path[at];
  switch (node?.kind) {
    case "finish":
      return true;
    case "code":
      return (
        isRaised("screenshot", path, at) || (path[at + 1]?.kind === "gui-test" && hasImproved(path, at + 1))
      );
    case "gui-test":
      return isRaised("gui", path, at);
    case "malformed":
    case undefined:
      return false;
  }
}

function isRaised(score: "screenshot" | "gui", path: readonly TrajectoryNode[], at: number): boolean {
  const reached = path[at]?.[score].value ?? null;
  return reached !== null && path.slice(0, at).every((node) => rankValue(node[score]) < reached);
}
