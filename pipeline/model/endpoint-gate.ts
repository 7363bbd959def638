import PQueue from "p-queue";

/**
 * Lets calls to one endpoint through, adapting how many are in flight: one more after every full round of successes,
 * half as many after a 429 (additive increase, multiplicative decrease). While the provider wants a pause, none go.
 */
export class EndpointGate {
  readonly #queue: PQueue;
  readonly #maximum: number;
  #successes = 0;
  #pausedUntil = 0;

  constructor(maximum: number) {
    this.#maximum = maximum;
    this.#queue = new PQueue({ concurrency: maximum });
  }

  get concurrency(): number {
    return this.#queue.concurrency;
  }

  /** Runs a call when there is room for it. */
  run<T>(call: () => Promise<T>, signal: AbortSignal): Promise<T> {
    return this.#queue.add(call, { signal });
  }

  succeeded(): void {
    this.#successes++;
    if (this.#successes < this.#queue.concurrency || this.#queue.concurrency >= this.#maximum) return;
    this.#successes = 0;
    this.#queue.concurrency += 1;
  }

  throttled(waitMs: number): void {
    this.#successes = 0;
    this.#queue.concurrency = Math.max(1, Math.floor(this.#queue.concurrency / 2));
    const until = performance.now() + waitMs;
    if (until <= this.#pausedUntil) return;
    this.#pausedUntil = until;
    this.#queue.pause();
    setTimeout(() => {
      if (performance.now() >= this.#pausedUntil - 1) this.#queue.start();
    }, waitMs).unref();
  }
}
