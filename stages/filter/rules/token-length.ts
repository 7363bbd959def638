import { conversationTokens } from "../../../pipeline/measure/token-count.ts";
import { atMost, type Rule } from "../rule.ts";

/** Estimated tokens of the conversation that would be trained on. */
export const tokenLength: Rule<"token-length"> = ({ max }, subject) => {
  const conversation = subject.conversation();
  return atMost(conversation === null ? null : conversationTokens(conversation.messages), max);
};
