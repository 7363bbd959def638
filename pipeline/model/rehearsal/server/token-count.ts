import type { WireMessage } from "../rehearsal-request.ts";

const charactersPerToken = 4;
const imageTokens = 800;
/** Role and separators of a message. */
const messageTokens = 4;

export interface RehearsalUsage {
  prompt_tokens: number;
  completion_tokens: number;
  total_tokens: number;
  prompt_tokens_details: { cached_tokens: number };
}

/**
 * Plausible token counts. What stood before the last assistant message was sent in the request before this one, so a
 * provider with a prompt cache would have it.
 */
export function countUsage(messages: readonly WireMessage[], reply: string): RehearsalUsage {
  const counts = messages.map(tokensOf);
  const lastReply = messages.findLastIndex(({ role }) => role === "assistant");
  const prompt = sum(counts);
  const completion = textTokens(reply);
  return {
    prompt_tokens: prompt,
    completion_tokens: completion,
    total_tokens: prompt + completion,
    prompt_tokens_details: { cached_tokens: sum(counts.slice(0, Math.max(0, lastReply))) },
  };
}

/** The text cut to a number of tokens. */
export function cutToTokens(text: string, tokens: number): string {
  return text.slice(0, tokens * charactersPerToken);
}

export function textTokens(text: string): number {
  return Math.ceil(text.length / charactersPerToken);
}

function tokensOf({ content }: WireMessage): number {
  if (typeof content === "string") return messageTokens + textTokens(content);
  return (
    messageTokens + sum(content.map((part) => (part.type === "text" ? textTokens(part.text) : imageTokens)))
  );
}

function sum(numbers: readonly number[]): number {
  return numbers.reduce((total, number) => total + number, 0);
}
