import { createHash } from "node:crypto";
import { isObject, parseJson } from "./chat-request.ts";
import { textTokens } from "./token-count.ts";

export interface EmbeddingsRequest {
  model: string;
  input: string[];
}

const dimensions = 256;

/** Reads a request body. Throws TypeError, with the member named, when it is none. */
export function readEmbeddingRequest(body: string): EmbeddingsRequest {
  const value = parseJson(body);
  if (!isObject(value)) throw new TypeError("The request body must be a JSON object.");
  const { model, input } = value;
  if (typeof model !== "string") throw new TypeError("model must be a string.");
  const texts = typeof input === "string" ? [input] : input;
  if (!Array.isArray(texts) || texts.length === 0 || !texts.every((text) => typeof text === "string"))
    throw new TypeError("input must be a text or an array of at least one text.");
  return { model, input: texts };
}

/** The response body: texts that share words have vectors that point the same way. */
export function embeddingBody({ model, input }: EmbeddingsRequest): object {
  const tokens = input.reduce((sum, text) => sum + textTokens(text), 0);
  return {
    object: "list",
    model,
    data: input.map((text, index) => ({ object: "embedding", index, embedding: embedText(text) })),
    usage: { prompt_tokens: tokens, total_tokens: tokens },
  };
}

/**
 * A vector of length 1: every word and pair of neighbouring words adds 1 or -1 at a place, both given by its hash. A
 * text without words points along the first axis.
 */
export function embedText(text: string): number[] {
  const words = text.toLowerCase().match(/[\p{L}\p{N}]+/gu) ?? [];
  const vector = new Array<number>(dimensions).fill(0);
  for (const [index, word] of words.entries()) {
    add(vector, word);
    if (index > 0) add(vector, `${words[index - 1]} ${word}`);
  }
  const length = Math.hypot(...vector);
  if (length === 0) return vector.map((_, index) => (index === 0 ? 1 : 0));
  return vector.map((value) => value / length);
}

function add(vector: number[], feature: string): void {
  const hash = createHash("sha256").update(feature).digest();
  const place = hash.readUInt32LE(0) % vector.length;
  vector[place] = (vector[place] ?? 0) + (hash.readUInt8(4) % 2 === 0 ? 1 : -1);
}
