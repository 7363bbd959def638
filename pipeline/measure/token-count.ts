import { countTokens } from "gpt-tokenizer/encoding/o200k_base";

/** What counted: no trained model's own tokenizer, so every number is an estimate and is to be called one. */
export const tokenizer = "o200k_base (estimate)";

/** Around a message, ChatML puts a start mark, the role and a line break, an end mark and a line break. */
const tokensPerMessage = 5;

/** Byte-pair merging is quadratic in the length of an unbroken run: a degenerate reply must not take minutes. */
const longRun = /\S{1000}|\s{1000}/gu;

/** Tokens of a text. Marks of special tokens in it are plain text. */
export function textTokens(text: string): number {
  let tokens = 0;
  let from = 0;
  for (const run of text.matchAll(longRun)) {
    const to = run.index + run[0].length;
    tokens += count(text.slice(from, to));
    from = to;
  }
  return tokens + count(text.slice(from));
}

/** Tokens of a message in a chat template. */
export function messageTokens(content: string): number {
  return textTokens(content) + tokensPerMessage;
}

/** Tokens of a conversation in a chat template. */
export function conversationTokens(
  messages: readonly { content: string }[],
  countText: (text: string) => number = textTokens,
): number {
  return messages.reduce((tokens, { content }) => tokens + countText(content) + tokensPerMessage, 0);
}

const specialTokensAsText = { disallowedSpecial: new Set<string>() };

function count(text: string): number {
  return countTokens(text, specialTokensAsText);
}
