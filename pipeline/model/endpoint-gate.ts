import { LearnedPace } from "./learned-pace.ts";
import { RateLimit } from "./rate-limit.ts";

export interface GateLimits {
  /** most calls in flight */
  concurrency: number;
  requestsPerMinute?: number | undefined;
  tokensPerMinute?: number | undefined;
}

/** A call's leave to be sent. Exactly one of its methods is called when the call has ended; later ones do nothing. */
export interface Pass {
  /** `tokens`: what the call took in all */
  answered(tokens: number): void;
  /** The provider wants patience (429). */
  refused(waitMs: number): void;
  /** It ended in another way. */
  ended(): void;
}

export interface GateEntry {
  /** Expected tokens of prompt and reply. */
  tokens: number;
  /** Goes before those that wait: a call that was refused before. */
  urgent: boolean;
  signal: AbortSignal;
}

/** The way in to one endpoint, whoever else goes in there. */
export interface CallGate {
  /** Resolves when the call may be sent. Rejects with the signal's reason. */
  enter(entry: GateEntry): Promise<Pass>;
  /** Lets nobody in for a while, then one call at a time until it is answered. */
  hold(waitMs: number): void;
}

interface Waiting extends GateEntry {
  enter(pass: Pass): void;
}

/** So many round trips of refusals with no answer between: the whole endpoint wants the pause, not one call too many. */
const roundsForPause = 3;

/**
 * Lets calls to one endpoint through: so many in flight, so many and so many tokens per minute, and no faster than it
 * turned out to bear. Where calls are frequent a refusal slows their pace; where they are few and long it halves how
 * many are in flight, once for all calls that were under way together, and every full round of answers gives one back.
 */
export class EndpointGate implements CallGate {
  readonly #maximum: number;
  readonly #requests: RateLimit | null;
  readonly #tokens: RateLimit | null;
  readonly #pace = new LearnedPace();
  readonly #now: () => number;
  readonly #waiting: Waiting[] = [];
  #window: number;
  #inFlight = 0;
  #slowedAt = Number.NEGATIVE_INFINITY;
  #pausedUntil = 0;
  #refusedRounds = 0;
  #timer: NodeJS.Timeout | undefined;

  /** `now`: monotonic milliseconds */
  constructor(limits: GateLimits, now: () => number = () => performance.now()) {
    const { concurrency, requestsPerMinute, tokensPerMinute } = limits;
    this.#now = now;
    this.#maximum = concurrency;
    this.#window = concurrency;
    this.#requests = requestsPerMinute === undefined ? null : new RateLimit(requestsPerMinute, now());
    this.#tokens = tokensPerMinute === undefined ? null : new RateLimit(tokensPerMinute, now());
  }

  /** Calls that may be in flight now. */
  get concurrency(): number {
    return Math.max(1, Math.floor(this.#window));
  }

  enter(entry: GateEntry): Promise<Pass> {
    const { signal, urgent } = entry;
    if (signal.aborted) return Promise.reject(signal.reason);
    return new Promise((resolve, reject) => {
      const leave = (): void => {
        this.#waiting.splice(this.#waiting.indexOf(waiting), 1);
        reject(signal.reason);
        this.#admit();
      };
      const waiting: Waiting = {
        ...entry,
        enter: (pass) => {
          signal.removeEventListener("abort", leave);
          resolve(pass);
        },
      };
      signal.addEventListener("abort", leave, { once: true });
      if (urgent) this.#waiting.unshift(waiting);
      else this.#waiting.push(waiting);
      this.#admit();
    });
  }

  hold(waitMs: number): void {
    this.#window = 1;
    this.#pause(waitMs);
  }

  #admit(): void {
    clearTimeout(this.#timer);
    for (;;) {
      const next = this.#waiting[0];
      if (next === undefined || this.#inFlight >= this.concurrency) return;
      const now = this.#now();
      const at = Math.max(
        this.#pausedUntil,
        this.#pace.nextStartAt(now),
        this.#requests?.availableAt(1, now) ?? 0,
        this.#tokens?.availableAt(next.tokens, now) ?? 0,
      );
      if (at > now) {
        this.#timer = setTimeout(() => this.#admit(), at - now);
        return;
      }
      this.#waiting.shift();
      this.#inFlight++;
      this.#pace.started(now);
      this.#requests?.take(1, now);
      this.#tokens?.take(next.tokens, now);
      next.enter(this.#pass(next.tokens, now));
    }
  }

  #pass(expectedTokens: number, startedAt: number): Pass {
    let open = true;
    const leave = (tokens: number, result: (now: number) => void) => {
      if (!open) return;
      open = false;
      const now = this.#now();
      this.#inFlight--;
      this.#tokens?.take(tokens - expectedTokens, now);
      result(now);
      this.#admit();
    };
    return {
      answered: (tokens) =>
        leave(tokens, (now) => {
          this.#refusedRounds = 0;
          this.#pace.letThrough(now);
          this.#window = Math.min(this.#maximum, this.#window + 1 / this.#window);
        }),
      refused: (waitMs) => leave(0, (now) => this.#refuse(startedAt, now, waitMs)),
      ended: () => leave(0, (now) => this.#pace.letThrough(now)),
    };
  }

  #refuse(startedAt: number, now: number, waitMs: number): void {
    if (startedAt >= this.#slowedAt) {
      this.#slowedAt = now;
      this.#refusedRounds++;
      const wasPaced = this.#pace.callsPerSecond !== null;
      if (!this.#pace.refused(now)) this.#window = Math.max(1, this.#window / 2);
      // once paced, what the first refusals took from the window only stands in the way
      else if (!wasPaced) this.#window = this.#maximum;
    }
    if (this.#refusedRounds >= roundsForPause || this.#pace.callsPerSecond === null) this.#pause(waitMs);
  }

  #pause(waitMs: number): void {
    this.#pausedUntil = Math.max(this.#pausedUntil, this.#now() + waitMs);
  }
}
