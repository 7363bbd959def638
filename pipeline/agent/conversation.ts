import { BugError } from "../errors.ts";
import type { ChatMessage } from "../model/model-port.ts";
import { type BlobReader, pathTo, type Trajectory } from "../run/trajectory.ts";

/**
 * The conversation that a step continues: system prompt, instruction, then reply and feedback of every step on the
 * path to `parent`. Steps that were left by backtracking are not in it. Earlier messages never change, so providers
 * can serve them from their prompt cache.
 */
export function conversationTo(
  trajectory: Trajectory,
  parent: number | null,
  blobs: BlobReader,
): ChatMessage[] {
  const messages: ChatMessage[] = [
    { role: "system", content: blobs.text(trajectory.opened.systemPrompt) },
    { role: "user", content: blobs.text(trajectory.opened.instruction) },
  ];
  for (const node of parent === null ? [] : pathTo(trajectory.nodes, parent)) {
    if (node.feedback === null)
      throw new BugError(`Step ${node.step} has no feedback and cannot be continued`);
    messages.push(
      { role: "assistant", content: blobs.text(node.reply) },
      { role: "user", content: blobs.text(node.feedback) },
    );
  }
  return messages;
}
