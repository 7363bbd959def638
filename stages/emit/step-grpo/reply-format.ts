import { splitReasoning } from "../../../pipeline/artifact/split-reasoning.ts";
import type { TrajectoryNode } from "../../../pipeline/contracts/generated/node.ts";
import { isRepetitive } from "../../../pipeline/measure/repetition.ts";

/** A reply that only sets a mark has no reason to be longer, in characters. */
const maxMarkReplyLength = 400;

/**
 * Whether a reply keeps to the format (WebGen-Agent, Step-GRPO): it does not repeat itself, and one that validates the
 * screenshot or finishes is at most 400 characters long and sends no artifact. A reply that holds neither files nor a
 * mark breaks the format too. Reasoning in front of a reply is not part of it.
 */
export function keepsFormat(kind: TrajectoryNode["kind"], reply: string): boolean {
  const { visible } = splitReasoning(reply);
  switch (kind) {
    case "malformed":
      return false;
    case "code":
      return !isRepetitive(visible);
    case "gui-test":
    case "finish":
      return (
        visible.length <= maxMarkReplyLength && !/<boltArtifact\b/i.test(visible) && !isRepetitive(visible)
      );
  }
}
