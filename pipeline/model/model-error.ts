import type { IncomingHttpHeaders } from "node:http";
import { errorMessage } from "../errors.ts";
import { HttpError } from "./http-error.ts";

/** What to do about a failed attempt. */
export type Remedy =
  /** a passing fault: the same request again, after a jittered back-off */
  | { action: "retry"; reason: string; fault: EndpointFault }
  /** the provider asked for patience; no attempt is used up */
  | { action: "wait"; reason: string; waitMs: number }
  /** the provider asked for more patience than a slot should be held for */
  | { action: "park"; reason: string; waitMs: number }
  /** this one request cannot be answered, others can */
  | { action: "reject"; reason: string; id: "context-length" | "content-filter" }
  /** nothing will help until the user changes something */
  | { action: "fatal"; reason: string };

/** What a passing fault says of its endpoint: nobody there, something else there, or a server in trouble. */
export type EndpointFault = "unreachable" | "not-a-model" | "faltering";

/** Above this a Retry-After parks the trajectory instead of holding its slot. */
const longestWaitMs = 60_000;
/** Used when a 429 says nothing about when to come back. */
const defaultWaitMs = 2_000;

/** A response with status 200 that is no usable reply. Keeps the raw body. */
export class BadResponseError extends Error {
  override readonly name = "BadResponseError";
  readonly body: string;

  constructor(message: string, body: string, options?: ErrorOptions) {
    super(message, options);
    this.body = body;
  }

  /** Whether it is a page, not a model's answer. */
  get isPage(): boolean {
    return /^\s*</.test(this.body);
  }
}

/** A deadline of ours passed. */
export class DeadlineError extends Error {
  override readonly name = "DeadlineError";
}

/** The request did not reach a server, or its answer did not reach us whole. */
export class ConnectionError extends Error {
  override readonly name = "ConnectionError";
}

/** Classifies what an attempt threw. The caller has ruled out that its own signal aborted. */
export function remedyFor(error: unknown): Remedy {
  if (error instanceof HttpError) return remedyForStatus(error);
  if (error instanceof BadResponseError) {
    const fault = error.isPage ? "not-a-model" : "faltering";
    return { action: "retry", reason: `bad response: ${error.message}`, fault };
  }
  if (error instanceof ConnectionError)
    return { action: "retry", reason: `connection: ${error.message}`, fault: "unreachable" };
  return { action: "retry", reason: errorMessage(error), fault: "faltering" };
}

const tooLong = /context.?(length|window|size)|maximum context|too many tokens|prompt is too long/i;
const withheld = /content_filter|content_policy|content management policy/i;

function remedyForStatus({ status, code, headers, message, body }: HttpError): Remedy {
  const reason = message;
  if (code === "insufficient_quota" || status === 402) return { action: "fatal", reason };
  if (status === 429 || (status === 503 && retryAfterMs(headers) !== null)) {
    const waitMs = retryAfterMs(headers) ?? defaultWaitMs;
    return { action: waitMs > longestWaitMs ? "park" : "wait", reason, waitMs };
  }
  if (status === 400 || status === 413 || status === 422) {
    if (status === 413 || tooLong.test(`${code} ${message}`))
      return { action: "reject", reason, id: "context-length" };
    if (withheld.test(`${code} ${message}`)) return { action: "reject", reason, id: "content-filter" };
  }
  if (status === 408 || status === 409 || status === 425 || status >= 500) {
    return { action: "retry", reason, fault: /^\s*</.test(body) ? "not-a-model" : "faltering" };
  }
  return { action: "fatal", reason };
}

/** Retry-After in milliseconds: seconds, a date, or the `retry-after-ms` that some providers send. */
export function retryAfterMs(headers: IncomingHttpHeaders): number | null {
  const exact = Number(headers["retry-after-ms"] ?? Number.NaN);
  if (Number.isFinite(exact) && exact >= 0) return exact;
  const header = String(headers["retry-after"] ?? "").trim();
  if (header === "") return null;
  const seconds = Number(header);
  if (Number.isFinite(seconds)) return Math.max(0, seconds * 1000);
  const date = Date.parse(header);
  return Number.isNaN(date) ? null : Math.max(0, date - Date.now());
}
