/** A model call as it was sent and answered; texts and pictures are behind references. */
export interface ExchangeView {
  parameters: string;
  messages: { role: string; parts: { kind: "text" | "png"; ref: string }[] }[];
  /** The answer's text, and the reasoning beside it. */
  answer: string | null;
  reasoning: string | null;
  /** The rest of the response, for a person. */
  response: string;
}

/**
 * Reads a kept exchange. null: it is none, as the body of an answer that could not be read at all; then the text itself
 * is what came.
 */
export function readExchange(text: string): ExchangeView | null {
  const exchange = parsed(text);
  const request = Object(Object(exchange).request);
  const messages: unknown = request.messages;
  if (!Array.isArray(messages)) return null;
  const { text: answer, reasoning, response } = Object(exchange);
  return {
    parameters: pretty(request.parameters),
    messages: messages.map((message) => ({
      role: String(Object(message).role),
      parts: partsOf(Object(message).content),
    })),
    answer: isRef(answer) ? answer : null,
    reasoning: isRef(reasoning) ? reasoning : null,
    response: pretty(response),
  };
}

/** Indented, where it is JSON; else as it stands. Judges answer in JSON. */
export function prettyJson(text: string): string {
  const value = parsed(text);
  return typeof value === "object" && value !== null ? pretty(value) : text;
}

function partsOf(content: unknown): ExchangeView["messages"][number]["parts"] {
  if (!Array.isArray(content)) return [];
  return content.flatMap((part) => {
    const { kind, blob } = Object(part);
    return (kind === "text" || kind === "png") && isRef(blob) ? [{ kind, ref: blob }] : [];
  });
}

function isRef(value: unknown): value is string {
  return typeof value === "string" && /^sha256:[0-9a-f]{64}$/.test(value);
}

function pretty(value: unknown): string {
  return JSON.stringify(value, null, 2) ?? "";
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (error) {
    if (error instanceof SyntaxError) return null;
    throw error;
  }
}
