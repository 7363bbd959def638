import { messageTokens } from "../../../pipeline/measure/token-count.ts";
import { atMost, type Rule } from "../rule.ts";

/** Estimated tokens of the conversation that would be trained on. */
export const tokenLength: Rule<"token-length"> = ({ max }, subject) => {
  const conversation = subject.conversation();
  if (conversation === null) return atMost(null, max);
  return atMost(
    conversation.messages.reduce((tokens, { content }) => tokens + messageTokens(content), 0),
    max,
  );
};
