import { ParkError } from "../errors.ts";

export interface RetryingFetchOptions {
  fetch: typeof fetch;
  signal: AbortSignal;
  /** Resolves after so many milliseconds, rejects when the signal is aborted. */
  wait(ms: number, signal: AbortSignal): Promise<void>;
  /** From 0 to 1: spreads the waits of several processes. */
  random(): number;
  /** Attempts per request, the first included (default 6). */
  attempts?: number;
  /** One attempt is given up after so long (default 600,000: a part of 64 MB over a slow line). */
  attemptLimitMs?: number;
  /** Longest pause asked for by the Hub that is waited for (default 300,000). */
  maxWaitMs?: number;
  now(): Date;
  /** Told of every wait, before it begins (default: nobody is). */
  onWait?(wait: FetchWait): void;
}

/** A pause between two attempts. */
export interface FetchWait {
  waitMs: number;
  /** Why, for a person: `the Hub answered 429`, `the connection was lost`. */
  because: string;
  /** Path of the address that will be asked again. */
  path: string;
}

const firstWaitMs = 500;
const longestOwnWaitMs = 30_000;

/**
 * A `fetch` that tries again where that is safe: a lost connection, 408, 429, 5xx. A pause that the Hub asks for is kept,
 * in seconds or as a date; one beyond `maxWaitMs` throws ParkError. A request that changes a branch or a tag is only sent
 * again when it was refused unseen (429): whether it took effect must be read back by the caller.
 */
export function createRetryingFetch(options: RetryingFetchOptions): typeof fetch {
  const { attempts = 6, attemptLimitMs = 600_000, maxWaitMs = 300_000 } = options;
  return async (input, init) => {
    const request = describe(input, init);
    const signals = [options.signal, ...(init?.signal ? [init.signal] : [])];
    for (let attempt = 1; ; attempt++) {
      const signal = AbortSignal.any([...signals, AbortSignal.timeout(attemptLimitMs)]);
      let waitMs = backoffMs(attempt, options.random());
      let because = "the connection was lost";
      try {
        const response = await options.fetch(input, { ...init, signal });
        if (attempt === attempts || !isWorthRepeating(response.status, request)) return response;
        const asked = retryAfterMs(response.headers.get("retry-after"), options.now());
        await response.body?.cancel();
        if (asked !== null && asked > maxWaitMs) throw tooLong(request.url, asked);
        waitMs = asked ?? waitMs;
        because = `the Hub answered ${response.status}`;
      } catch (error) {
        for (const { aborted, reason } of signals) if (aborted) throw reason;
        if (error instanceof ParkError || !request.isRepeatable || attempt === attempts) throw error;
      }
      options.onWait?.({ waitMs, because, path: new URL(request.url).pathname });
      await options.wait(waitMs, AbortSignal.any(signals));
    }
  };
}

interface DescribedRequest {
  url: string;
  isRepeatable: boolean;
}

/** Sending these twice could do twice what was meant once. */
const effects = /\/api\/(?:datasets\/[^/]+\/[^/]+\/(?:commit|tag|branch)\/|repos\/)/;

function describe(input: Parameters<typeof fetch>[0], init: RequestInit | undefined): DescribedRequest {
  const url = input instanceof Request ? input.url : String(input);
  const method = init?.method ?? (input instanceof Request ? input.method : "GET");
  return { url, isRepeatable: method === "GET" || !effects.test(url) };
}

function isWorthRepeating(status: number, { isRepeatable }: DescribedRequest): boolean {
  return status === 429 || (isRepeatable && (status === 408 || status >= 500));
}

function backoffMs(attempt: number, random: number): number {
  return Math.min(longestOwnWaitMs, firstWaitMs * 2 ** (attempt - 1)) * (0.5 + random / 2);
}

/** The wait that a Retry-After header asks for, in either of its forms; null when it says nothing usable. */
export function retryAfterMs(header: string | null, now: Date): number | null {
  if (header === null) return null;
  if (/^\s*\d+(?:\.\d+)?\s*$/.test(header)) return Number(header) * 1000;
  // a date names its month; the engine would make one of any number
  const date = /[A-Za-z]{3}/.test(header) ? Date.parse(header) : Number.NaN;
  return Number.isNaN(date) ? null : Math.max(0, date - now.getTime());
}

function tooLong(url: string, waitMs: number): ParkError {
  return new ParkError(
    `The Hub asks to wait ${Math.ceil(waitMs / 60_000)} minutes before ${new URL(url).pathname} may be asked again. Run the same command after that: it goes on from what is there.`,
  );
}
