import { redactValue } from "../config/redact.ts";
import type { Endpoint } from "../contracts/generated/config.ts";
import { hashOf, sha256Hex } from "../run/digest.ts";
import type { ChatMessage } from "./model-port.ts";

/**
 * Hash of everything that can change the answer. Images enter by their hash. How the reply travels (streamed or not),
 * which key paid for it and what the limits were is no part of it.
 */
export function chatKey(call: {
  endpoint: Endpoint;
  parameters: object;
  messages: readonly ChatMessage[];
  purpose: string;
  sampleKey: string;
}): string {
  const { endpoint, parameters, purpose, sampleKey } = call;
  const messages = call.messages.map(({ role, content }) => ({
    role,
    content:
      typeof content === "string"
        ? content
        : content.map((part) => (part.kind === "text" ? part.text : sha256Hex(part.bytes))),
  }));
  return keyOf({ baseURL: addressOf(endpoint), parameters, messages, purpose, sampleKey });
}

/** The same for vectors: they depend on model and texts alone, not on what they are wanted for. */
export function embeddingKey(endpoint: Endpoint, parameters: object, texts: readonly string[]): string {
  return keyOf({ baseURL: addressOf(endpoint), parameters, texts });
}

/** 128 bits: every call's key stands in a journal. */
function keyOf(asked: object): string {
  return hashOf(asked).slice(0, 32);
}

/** An endpoint's address as it may be written down: without user name and password. */
export function addressOf({ baseURL }: Endpoint): string {
  return String(redactValue(baseURL));
}
