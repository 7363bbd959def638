import type { Endpoint } from "../contracts/generated/config.ts";
import type { TokenUsage } from "../contracts/generated/node.ts";
import type { ExpectedSpend } from "./budget.ts";
import { costOf } from "./cost.ts";
import type { ChatMessage } from "./model-port.ts";

/** An image costs about this much text. */
const bytesPerImage = 4_800;
/** Safe for prose, code and marks in common tokenizers; replaced by what is seen. */
const firstTokensPerByte = 0.4;
/** Taken for a reply when nothing is known of a role yet. */
const firstReplyTokens = 4_096;
/** Calls that an estimate looks back on. */
const memory = 50;

/** Size of a prompt, images as the text they are worth. */
export function promptBytes(messages: readonly ChatMessage[]): number {
  let bytes = 0;
  for (const { content } of messages) {
    for (const part of typeof content === "string" ? [{ kind: "text" as const, text: content }] : content)
      bytes += part.kind === "text" ? Buffer.byteLength(part.text) : bytesPerImage;
  }
  return bytes;
}

/**
 * What the next call of a role may take, on the safe side: the prompt by the most tokens per byte that were seen, the
 * reply by its limit, or by the longest one of late.
 */
export class CallEstimate {
  readonly #endpoint: Endpoint;
  readonly #tokensPerByte: number[] = [];
  readonly #replyTokens: number[] = [];
  readonly #usdPerToken: number[] = [];

  constructor(endpoint: Endpoint) {
    this.#endpoint = endpoint;
  }

  /** Tokens of prompt and reply, and dollars; 0 dollars where nobody states a price. */
  expect(bytes: number): ExpectedSpend {
    const usage: TokenUsage = {
      promptTokens: Math.ceil(bytes * largest(this.#tokensPerByte, firstTokensPerByte)),
      completionTokens: this.#endpoint.maxTokens ?? largest(this.#replyTokens, firstReplyTokens),
      cachedTokens: null,
      reasoningTokens: null,
    };
    const tokens = usage.promptTokens + usage.completionTokens;
    const priced = costOf(this.#endpoint, usage, null) ?? 0;
    const usd = this.#usdPerToken.length === 0 ? priced : tokens * largest(this.#usdPerToken, 0);
    const isGuess = this.#endpoint.maxTokens === undefined && this.#replyTokens.length === 0;
    return { usd, tokens, isGuess };
  }

  /** `bytes` null: of an earlier session, whose prompt is not at hand. `reportedUsd`: what the provider charged, if it says. */
  learn(bytes: number | null, usage: TokenUsage, reportedUsd: number | null): void {
    const tokens = usage.promptTokens + usage.completionTokens;
    if (bytes !== null && bytes > 0) remember(this.#tokensPerByte, usage.promptTokens / bytes);
    remember(this.#replyTokens, usage.completionTokens);
    if (reportedUsd !== null && tokens > 0) remember(this.#usdPerToken, reportedUsd / tokens);
  }
}

/** Tokens of a call whose provider does not count them, marked as an estimate. */
export function estimateUsage(bytes: number, reply: string): TokenUsage {
  return {
    promptTokens: Math.ceil(bytes / 4),
    completionTokens: Math.ceil(Buffer.byteLength(reply) / 4),
    cachedTokens: null,
    reasoningTokens: null,
    estimated: true,
  };
}

function largest(seen: readonly number[], otherwise: number): number {
  return seen.length === 0 ? otherwise : Math.max(...seen);
}

function remember(seen: number[], value: number): void {
  seen.push(value);
  if (seen.length > memory) seen.shift();
}
