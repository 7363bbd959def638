/** Calls a provider let through are counted over this span. */
const spanMs = 20_000;
/** Fewer calls than this in a span say nothing about a rate. */
const fewestCalls = 8;
/** Below this span a count is a burst, no rate. */
const shortestSpanMs = 1_000;
/** What was let through so far had pauses in it: the first guess lies above, and later refusals bring it down. */
const firstGuess = 1.3;
/** A refusal takes off what the pace grew since the last one: refusals that no pace prevents do not wear it down. */
const usualCut = 0.95;
const usualCutEveryMs = 5_000;
/** Where far fewer calls were let through than the pace allows, it comes down at once, by so much at most. */
const farBelow = 0.8;
const largestCut = 0.6;

/**
 * The rate of calls a provider lets through, learned from its refusals. Nothing is known, and nothing held back, until
 * one refuses while calls are frequent; then calls are spaced at the rate that was let through. Later refusals take 5 %
 * off every five seconds; the pace grows again by 1 % a second at first, and ever faster while none comes.
 * All times are monotonic milliseconds, given by the caller.
 */
export class LearnedPace {
  readonly #letThroughAt: number[] = [];
  /** Calls per second; null: none is known. */
  #rate: number | null = null;
  #grownAt = 0;
  #cutAt = Number.NEGATIVE_INFINITY;
  #refusedAt = 0;
  #lastStartAt = Number.NEGATIVE_INFINITY;

  get callsPerSecond(): number | null {
    return this.#rate;
  }

  /** The earliest time for the next call. */
  nextStartAt(now: number): number {
    this.#grow(now);
    return this.#rate === null ? now : this.#lastStartAt + 1000 / this.#rate;
  }

  started(now: number): void {
    // a call let in late by its timer does not put the next one off
    const due = this.#rate === null ? now : this.#lastStartAt + 1000 / this.#rate;
    this.#lastStartAt = Math.max(due, now - 100);
  }

  /** A call ended that was not refused, whatever came of it. */
  letThrough(now: number): void {
    this.#letThroughAt.push(now);
    if (this.#letThroughAt.length > 4096) this.#forget(now);
  }

  /** Whether calls are frequent enough for a pace; if not, fewer of them at once is what helps. */
  refused(now: number): boolean {
    this.#grow(now);
    this.#forget(now);
    this.#refusedAt = now;
    const count = this.#letThroughAt.length;
    const span = now - (this.#letThroughAt[0] ?? now);
    const isRate = count >= fewestCalls && span >= shortestSpanMs;
    if (this.#rate === null && !isRate) return false;
    const seen = isRate ? (count / span) * 1000 : Number.POSITIVE_INFINITY;
    if (this.#rate === null) this.#cut(seen * firstGuess, now);
    else if (seen < this.#rate * farBelow) {
      if (now - this.#cutAt > shortestSpanMs) this.#cut(Math.max(seen * 1.02, this.#rate * largestCut), now);
    } else if (now - this.#cutAt > usualCutEveryMs) this.#cut(this.#rate * usualCut, now);
    return true;
  }

  #cut(rate: number, now: number): void {
    this.#rate = rate;
    this.#cutAt = now;
    this.#grownAt = now;
  }

  #grow(now: number): void {
    if (this.#rate === null) return;
    const seconds = (now - this.#grownAt) / 1000;
    if (seconds < 0.1) return;
    const growth = 0.01 * 2 ** ((now - this.#refusedAt) / 10_000);
    this.#rate *= 1 + Math.min(1, growth * seconds);
    this.#grownAt = now;
    if (now - this.#refusedAt > 120_000) this.#rate = null;
  }

  #forget(now: number): void {
    const kept = this.#letThroughAt.findIndex((at) => at > now - spanMs);
    this.#letThroughAt.splice(0, kept < 0 ? this.#letThroughAt.length : kept);
  }
}
