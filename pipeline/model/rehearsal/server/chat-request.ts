import type { RehearsalRequest, WireMessage } from "../rehearsal-request.ts";

/** The part of a chat completion request that the rehearsal models look at. */
export interface ChatRequest extends RehearsalRequest {
  model: string;
  stream: boolean;
  includeUsage: boolean;
  /** null: no limit */
  maxTokens: number | null;
}

/** Reads a request body. Throws TypeError, with the member named, when it is none. */
export function readChatRequest(body: string): ChatRequest {
  const value = parseJson(body);
  if (!isObject(value)) throw new TypeError("The request body must be a JSON object.");
  const { model, messages, stream, stream_options: streamOptions, seed } = value;
  if (typeof model !== "string") throw new TypeError("model must be a string.");
  if (!Array.isArray(messages) || messages.length === 0)
    throw new TypeError("messages must be an array of at least one message.");
  return {
    model,
    messages: messages.map(readMessage),
    stream: stream === true,
    includeUsage: isObject(streamOptions) && streamOptions.include_usage === true,
    maxTokens: numberOr(value.max_completion_tokens ?? value.max_tokens, null),
    seed: numberOr(seed, 0),
  };
}

export function parseJson(body: string): unknown {
  try {
    return JSON.parse(body);
  } catch (cause) {
    throw new TypeError("The request body is not JSON.", { cause });
  }
}

function readMessage(message: unknown, index: number): WireMessage {
  if (!isObject(message)) throw new TypeError(`messages[${index}] must be an object.`);
  const { role, content } = message;
  if (role !== "system" && role !== "user" && role !== "assistant")
    throw new TypeError(`messages[${index}].role must be "system", "user" or "assistant".`);
  if (typeof content === "string") return { role, content };
  if (!Array.isArray(content))
    throw new TypeError(`messages[${index}].content must be a string or an array of parts.`);
  return { role, content: content.map((part) => readPart(part, index)) };
}

function readPart(part: unknown, index: number): Exclude<WireMessage["content"], string>[number] {
  if (isObject(part)) {
    const { type, text, image_url: image } = part;
    if (type === "text" && typeof text === "string") return { type, text };
    if (type === "image_url" && isObject(image) && typeof image.url === "string")
      return { type, image_url: { url: image.url } };
  }
  throw new TypeError(`messages[${index}].content holds a part that is neither a text nor an image.`);
}

function numberOr<Default>(value: unknown, other: Default): number | Default {
  return typeof value === "number" && Number.isFinite(value) ? value : other;
}

export function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
