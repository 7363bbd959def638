import { conversationTo } from "../agent/conversation.ts";
import { BugError } from "../errors.ts";
import type { BlobReader, Trajectory } from "../run/trajectory.ts";

/** A message as datasets hold it. */
export interface TextMessage {
  role: "system" | "user" | "assistant";
  content: string;
}

/** The conversation that a step continues, as a dataset's messages: the teacher's holds no images. */
export function textConversationTo(
  trajectory: Trajectory,
  parent: number | null,
  blobs: BlobReader,
): TextMessage[] {
  return conversationTo(trajectory, parent, blobs).map(({ role, content }) => {
    if (typeof content !== "string") throw new BugError("A trajectory's conversation holds an image");
    return { role, content };
  });
}
