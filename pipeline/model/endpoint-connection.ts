import { StringDecoder } from "node:string_decoder";
import { Agent, request } from "undici";
import { HttpError } from "./http-error.ts";
import { BadResponseError, ConnectionError, DeadlineError } from "./model-error.ts";

/** A response with a status of success, as its reader gets it. */
export interface ResponseBody {
  /** In lower case, parameters included. */
  contentType: string;
  /** The body's text as it arrives. Throws BadResponseError once it is longer than any reply can be. */
  chunks: AsyncIterable<string>;
}

export interface Post<Result> {
  /** Below the base URL: `chat/completions`. */
  path: string;
  body: object;
  /** Sent as `x-client-request-id`, so that a provider's log and the ledger can be laid side by side. */
  callId: string;
  signal: AbortSignal;
  read(response: ResponseBody): Promise<Result>;
}

/** The way to one OpenAI-compatible server. */
export interface EndpointConnection extends AsyncDisposable {
  /** Sends one request, once. Throws what `remedyFor` classifies. The key is in none of the errors. */
  post<Result>(post: Post<Result>): Promise<Result>;
}

export interface ConnectionOptions {
  baseURL: string;
  apiKey: string;
  /** Milliseconds from sending to the last byte. */
  timeoutMs: number;
  /** Milliseconds without a byte of a body that has begun. */
  idleTimeoutMs: number;
}

const longestBodyBytes = 32 * 1024 * 1024;
const longestErrorBody = 64 * 1024;

/**
 * Guarded requests: both deadlines live until the body has ended, nothing is retried, no body is read beyond a limit.
 * undici's own time-outs are off: they end with the headers, or fire earlier than asked for.
 */
export function connectEndpoint(options: ConnectionOptions): EndpointConnection {
  const { baseURL, apiKey, timeoutMs, idleTimeoutMs } = options;
  const dispatcher = new Agent({ headersTimeout: 0, bodyTimeout: 0 });
  const conceal = concealing(apiKey);
  return {
    async post({ path, body, callId, signal, read }) {
      const guard = new AbortController();
      const expire = (message: string) => () => guard.abort(new DeadlineError(message));
      const total = setTimeout(expire(`no whole reply within ${timeoutMs} ms`), timeoutMs);
      let idle: NodeJS.Timeout | undefined;
      try {
        const response = await request(`${baseURL.replace(/\/+$/, "")}/${path}`, {
          method: "POST",
          dispatcher,
          signal: AbortSignal.any([signal, guard.signal]),
          headers: {
            authorization: `Bearer ${apiKey}`,
            "content-type": "application/json",
            accept: "application/json, text/event-stream",
            "x-client-request-id": callId,
          },
          body: JSON.stringify(body),
        });
        idle = setTimeout(expire(`no byte of the reply for ${idleTimeoutMs} ms`), idleTimeoutMs);
        const { statusCode, headers } = response;
        const chunks = withoutKey(
          textOf(response.body, () => idle?.refresh()),
          apiKey,
        );
        if (statusCode < 200 || statusCode >= 300)
          throw new HttpError(statusCode, headers, await firstOf(chunks, longestErrorBody));
        return await read({ contentType: String(headers["content-type"] ?? "").toLowerCase(), chunks });
      } catch (error) {
        if (signal.aborted) throw error;
        if (guard.signal.aborted) throw guard.signal.reason;
        throw named(error, conceal);
      } finally {
        clearTimeout(total);
        clearTimeout(idle);
      }
    },
    [Symbol.asyncDispose]: () => dispatcher.destroy(),
  };
}

async function* textOf(body: AsyncIterable<Buffer>, onBytes: () => void): AsyncGenerator<string> {
  const decoder = new StringDecoder("utf8");
  let bytes = 0;
  for await (const chunk of body) {
    onBytes();
    bytes += chunk.length;
    const text = decoder.write(chunk);
    if (bytes > longestBodyBytes)
      throw new BadResponseError(`the body is longer than ${longestBodyBytes} bytes`, text);
    if (text !== "") yield text;
  }
  const rest = decoder.end();
  if (rest !== "") yield rest;
}

async function firstOf(chunks: AsyncIterable<string>, length: number): Promise<string> {
  let text = "";
  for await (const chunk of chunks) {
    text += chunk;
    if (text.length >= length) break;
  }
  return text.slice(0, length);
}

/** Errors of ours keep their class; anything else comes from the connection. */
function named(error: unknown, conceal: (text: string) => string): Error {
  if (error instanceof HttpError || error instanceof BadResponseError) return error;
  const { code, message } = Object(error);
  const reason = [code, message].filter((part) => typeof part === "string" && part !== "").join(": ");
  return new ConnectionError(conceal(reason || String(error)));
}

/** The text with the key blanked, also where a chunk ends within it. */
async function* withoutKey(chunks: AsyncIterable<string>, apiKey: string): AsyncGenerator<string> {
  const conceal = concealing(apiKey);
  let held = "";
  for await (const chunk of chunks) {
    const text = conceal(held + chunk);
    const from = isSecret(apiKey) ? Math.max(0, text.length - apiKey.length + 1) : text.length;
    held = text.slice(from);
    if (from > 0) yield text.slice(0, from);
  }
  if (held !== "") yield held;
}

function concealing(apiKey: string): (text: string) => string {
  return isSecret(apiKey) ? (text) => text.replaceAll(apiKey, "[redacted]") : (text) => text;
}

/** What is sent where no key is needed ("none") is a word like any other. */
function isSecret(apiKey: string): boolean {
  return apiKey.length >= 8 && apiKey !== "rehearsal";
}
