import type { EndpointFault } from "./model-error.ts";

/** How long an endpoint may fail before the run is stopped. */
export interface Patience {
  /** Back-off after the first failure, doubled with each further one; jittered. Milliseconds. */
  firstBackoffMs: number;
  longestBackoffMs: number;
  /** Round trips without an answer after which an endpoint that has answered nothing yet is taken for misconfigured. */
  roundsBeforeFirstAnswer: number;
  /** An endpoint that did answer may be away this long. Milliseconds. */
  longestOutageMs: number;
}

export const defaultPatience: Patience = {
  firstBackoffMs: 500,
  longestBackoffMs: 30_000,
  roundsBeforeFirstAnswer: 5,
  longestOutageMs: 600_000,
};

/** What a failure says about the endpoint as a whole. */
export type Diagnosis =
  /** others are answered, or it is too early to tell: the call's own fault counts */
  | "call"
  /** nobody is answered: all wait, and one call at a time tries */
  | "outage"
  /** it has been away too long, or was never there */
  | "given-up";

/** Follows whether an endpoint answers anybody at all. Times are monotonic milliseconds. */
export class EndpointHealth {
  readonly #patience: Patience;
  #answeredOnce = false;
  #failingSince: number | null = null;
  #rounds = 0;
  #lastRoundAt = Number.NEGATIVE_INFINITY;
  readonly #failingCalls = new Set<string>();

  constructor(patience: Patience) {
    this.#patience = patience;
  }

  /** Round trips in a row that nobody was answered in. */
  get rounds(): number {
    return this.#rounds;
  }

  failingForMs(now: number): number {
    return this.#failingSince === null ? 0 : now - this.#failingSince;
  }

  answered(): void {
    this.#answeredOnce = true;
    this.#failingSince = null;
    this.#rounds = 0;
    this.#failingCalls.clear();
  }

  /** A server in trouble may have it with one request alone; that nobody is there concerns them all. */
  failed(failure: { key: string; fault: EndpointFault; startedAt: number; now: number }): Diagnosis {
    const { key, fault, startedAt, now } = failure;
    this.#failingSince ??= startedAt;
    this.#failingCalls.add(key);
    // calls that were under way together fail together: that is one failure
    if (startedAt >= this.#lastRoundAt) {
      this.#rounds++;
      this.#lastRoundAt = now;
    }
    if (fault === "faltering" && this.#failingCalls.size < 2) return "call";
    const { roundsBeforeFirstAnswer, longestOutageMs } = this.#patience;
    if (this.#rounds < roundsBeforeFirstAnswer) return "call";
    const isMisconfigured = !this.#answeredOnce && fault !== "faltering";
    return isMisconfigured || this.failingForMs(now) > longestOutageMs ? "given-up" : "outage";
  }

  backoffMs(failures: number): number {
    const { firstBackoffMs, longestBackoffMs } = this.#patience;
    const full = Math.min(longestBackoffMs, firstBackoffMs * 2 ** Math.min(20, failures - 1));
    return full * (0.5 + Math.random() / 2);
  }
}
