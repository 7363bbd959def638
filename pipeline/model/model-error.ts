import { APIConnectionError, APIError, APIUserAbortError } from "openai";
import { errorMessage } from "../errors.ts";

/** What to do about a failed attempt. */
export type Remedy =
  /** a passing fault: the same request again, after a jittered back-off */
  | { action: "retry"; reason: string }
  /** the provider asked for patience; no attempt is used up */
  | { action: "wait"; reason: string; waitMs: number }
  /** the provider asked for more patience than a slot should be held for */
  | { action: "park"; reason: string; waitMs: number }
  /** nothing will help until the user changes something */
  | { action: "fatal"; reason: string };

/** Above this a Retry-After parks the trajectory instead of holding its slot. */
const longestWaitMs = 60_000;
/** Used when a 429 says nothing about when to come back. */
const defaultWaitMs = 2_000;

/** A response with status 200 that is no usable completion. Keeps the raw body. */
export class BadResponseError extends Error {
  readonly body: string;

  constructor(message: string, body: string) {
    super(message);
    this.name = "BadResponseError";
    this.body = body;
  }
}

/** A deadline of ours passed. */
export class DeadlineError extends Error {
  override readonly name = "DeadlineError";
}

/** Classifies what an attempt threw. The caller has ruled out that its own signal aborted. */
export function remedyFor(error: unknown): Remedy {
  if (error instanceof BadResponseError) return { action: "retry", reason: `bad response: ${error.message}` };
  if (error instanceof DeadlineError) return { action: "retry", reason: error.message };
  if (error instanceof APIConnectionError || error instanceof APIUserAbortError) {
    return { action: "retry", reason: `connection: ${errorMessage(error.cause ?? error)}` };
  }
  if (error instanceof APIError) return remedyForStatus(error);
  return { action: "retry", reason: errorMessage(error) };
}

function remedyForStatus(error: APIError): Remedy {
  const status = error.status ?? 0;
  const reason = `HTTP ${status}: ${shorten(error.message)}`;
  if (error.code === "insufficient_quota" || status === 402) return { action: "fatal", reason };
  if (status === 429 || (status === 503 && retryAfterMs(error.headers) !== null)) {
    const waitMs = retryAfterMs(error.headers) ?? defaultWaitMs;
    return { action: waitMs > longestWaitMs ? "park" : "wait", reason, waitMs };
  }
  if (status === 408 || status === 409 || status === 425 || status >= 500) return { action: "retry", reason };
  return { action: "fatal", reason };
}

/** Retry-After in milliseconds: seconds, a date, or the `retry-after-ms` that some providers send. */
export function retryAfterMs(headers: Headers | undefined): number | null {
  const exact = Number(headers?.get("retry-after-ms") ?? Number.NaN);
  if (Number.isFinite(exact) && exact >= 0) return exact;
  const header = headers?.get("retry-after")?.trim();
  if (header === undefined || header === "") return null;
  const seconds = Number(header);
  if (Number.isFinite(seconds)) return Math.max(0, seconds * 1000);
  const date = Date.parse(header);
  return Number.isNaN(date) ? null : Math.max(0, date - Date.now());
}

function shorten(text: string): string {
  const line = text.replaceAll(/\s+/g, " ").trim();
  return line.length <= 300 ? line : `${line.slice(0, 297)}...`;
}
