import { splitReasoning } from "../../../pipeline/artifact/split-reasoning.ts";
import type { TrajectoryNode } from "../../../pipeline/contracts/generated/node.ts";
import { isRepetitive } from "../../../pipeline/measure/repetition.ts";

/**
 * Whether a trajectory is left out of training because a reply hit the length limit without repeating itself: what the
 * policy wanted to say is not known. One cut while repeating itself stays, with its penalty (WebGen-Agent, Step-GRPO).
 */
export function isCutByLength(
  nodes: readonly TrajectoryNode[],
  replyOf: (node: TrajectoryNode) => string,
): boolean {
  return nodes.some(
    (node) => node.finishReason === "length" && !isRepetitive(splitReasoning(replyOf(node)).visible),
  );
}
