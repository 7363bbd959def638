import type { IncomingHttpHeaders } from "node:http";

/** A response whose status says that the call failed. */
export class HttpError extends Error {
  readonly status: number;
  /** The provider's own name of the failure, `insufficient_quota`; null when it gives none. */
  readonly code: string | null;
  readonly headers: IncomingHttpHeaders;
  readonly body: string;

  constructor(status: number, headers: IncomingHttpHeaders, body: string) {
    const { message, code } = readErrorBody(body);
    super(`HTTP ${status}: ${message}`);
    this.name = "HttpError";
    this.status = status;
    this.code = code;
    this.headers = headers;
    this.body = body;
  }
}

/** What an error body says: OpenAI's `{error: {message, code}}`, FastAPI's `{detail}`, Ollama's `{error}`, else its text. */
function readErrorBody(body: string): { message: string; code: string | null } {
  const { error, message, detail } = parseObject(body);
  const inner = typeof error === "object" && error !== null ? (error as Record<string, unknown>) : {};
  const said = [inner.message, error, message, detail].find((text) => typeof text === "string");
  const code = [inner.code, inner.type].find((text) => typeof text === "string");
  return { message: shorten(said ?? body), code: typeof code === "string" ? code : null };
}

function parseObject(body: string): Record<string, unknown> {
  try {
    return Object(JSON.parse(body));
  } catch {
    // a body that is no JSON is its own message
    return {};
  }
}

function shorten(text: string): string {
  const line = text.replaceAll(/\s+/g, " ").trim();
  if (line === "") return "no further explanation";
  return line.length <= 300 ? line : `${line.slice(0, 297)}...`;
}
