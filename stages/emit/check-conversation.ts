import { BugError } from "../../pipeline/errors.ts";
import type { SftConversation } from "../../pipeline/recipe/sft-conversation.ts";

/**
 * What every trainer takes for granted of a conversation: system, user, then assistant and user in turn, an assistant's
 * reply last; a mask for each message, and a loss on replies that say something alone. Throws BugError: nothing but this
 * tool composes conversations.
 */
export function checkConversation(
  id: string,
  { messages, lossMask }: Pick<SftConversation, "messages" | "lossMask">,
): void {
  const refuse = (problem: string): never => {
    throw new BugError(`Row ${id}: ${problem}`);
  };
  if (messages.length < 3) refuse(`${messages.length} messages are no conversation`);
  if (lossMask.length !== messages.length) refuse(`${lossMask.length} masks for ${messages.length} messages`);
  for (const [at, { role, content }] of messages.entries()) {
    const expected = at === 0 ? "system" : at % 2 === 1 ? "user" : "assistant";
    if (role !== expected) refuse(`message ${at} is the ${role}'s, where the ${expected}'s must stand`);
    if (lossMask[at] === 1 && (role !== "assistant" || content.trim() === ""))
      refuse(`message ${at} is trained on, though it is no reply that says something`);
  }
  if (messages.at(-1)?.role !== "assistant") refuse("it does not end with a reply");
}
