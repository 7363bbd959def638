import { type BlobReader, pathTo, type Trajectory, type TrajectoryNode } from "../run/trajectory.ts";
import type { Recipe } from "./recipe.ts";
import { chosenNode, finishAfter, type SftConversation, sftConversation } from "./sft-conversation.ts";
import { type SteppedConversation, shortenConversation, stepsThatWrote } from "./shorten-conversation.ts";
import { textConversationTo } from "./text-conversation.ts";
import { websiteReply } from "./website-reply.ts";

/** What one row of `sft` teaches. */
export interface SftExample extends SftConversation {
  /** The step that the row is about: the chosen one, or with a row per step that step. */
  node: TrajectoryNode;
  /** Steps left out to keep within the limit. */
  stepsLeftOut: number;
}

export interface SftExamples {
  examples: SftExample[];
  /** Rows that there are none of, though the trajectory was kept. */
  leftOut: { tooLong: number; unwritable: number };
}

/**
 * The rows that a trajectory becomes, as `sft.rows` of the recipe says:
 *
 * | rows | each row |
 * |---|---|
 * | `path` | the best path as a conversation |
 * | `final-state` | the instruction, answered at once by all files of the chosen website |
 * | `step` | one step of the best path: its reply after the conversation it answered, which is context |
 *
 * With a row per step, steps that the masks of the recipe take out have none. With `maxTokens`, a longer conversation is
 * shortened by whole steps and never loses one that its website, or the website the step starts from, was written by; it
 * is left out where that is not enough. null when no step was chosen.
 */
export function sftExamples(
  trajectory: Trajectory,
  blobs: BlobReader,
  options: { shape: Recipe["sft"]; countTokens(messages: SftConversation["messages"]): number },
): SftExamples | null {
  const { shape } = options;
  const conversation = sftConversation(trajectory, blobs, shape);
  const chosen = chosenNode(trajectory);
  if (conversation === null || chosen === null) return null;
  const last = (shape.includeFinish ? finishAfter(chosen, trajectory) : null) ?? chosen;
  const path = pathTo(trajectory.nodes, last.step);
  const within = (
    whole: SteppedConversation,
    node: TrajectoryNode,
    state: TrajectoryNode[],
  ): SftExample | null => {
    const kept =
      shape.maxTokens === undefined
        ? whole
        : shortenConversation(whole, {
            maxTokens: shape.maxTokens,
            countTokens: options.countTokens,
            needed: new Set([...stepsThatWrote(state, blobs), node.step]),
          });
    if (kept === null) return null;
    const { messages, lossMask } = kept;
    const steps = kept.path.length;
    return { messages, lossMask, steps, node, stepsLeftOut: whole.path.length - steps };
  };
  switch (shape.rows ?? "path") {
    case "path":
      return counted([within({ ...conversation, path }, chosen, path.slice(0, path.indexOf(chosen) + 1))]);
    case "final-state": {
      const reply = websiteReply(chosen.files, blobs);
      if (reply === null) return { examples: [], leftOut: { tooLong: 0, unwritable: 1 } };
      const messages = [
        ...textConversationTo(trajectory, null, blobs),
        { role: "assistant" as const, content: reply },
      ];
      return counted([within({ messages, lossMask: [0, 0, 1], path: [chosen] }, chosen, [])]);
    }
    case "step":
      return counted(
        path.flatMap((node, at) => {
          const reply = 2 + 2 * at;
          if (conversation.lossMask[reply] !== 1) return [];
          const lossMask = conversation.lossMask
            .slice(0, reply + 1)
            .map((_, place) => (place === reply ? 1 : 0));
          const messages = conversation.messages.slice(0, reply + 1);
          return [within({ messages, lossMask, path: path.slice(0, at + 1) }, node, path.slice(0, at))];
        }),
      );
  }
}

function counted(found: readonly (SftExample | null)[]): SftExamples {
  const examples = found.filter((example) => example !== null);
  return { examples, leftOut: { tooLong: found.length - examples.length, unwritable: 0 } };
}
