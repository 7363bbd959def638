import type { LimitLevel } from "../contracts/generated/queue-state.ts";

/**
 * A limit of so much per minute, refilled continuously, with room for what two seconds bring. What is taken may turn
 * out to be more or less and is corrected afterwards. Times are monotonic milliseconds.
 */
export class RateLimit {
  readonly #perMs: number;
  readonly #capacity: number;
  #level: number;
  #at: number;

  /** `level`: what was left at some time; null: there is room for all (default). */
  constructor(perMinute: number, now: number, level: LimitLevel | null = null) {
    this.#perMs = perMinute / 60_000;
    this.#capacity = Math.max(1, perMinute / 30);
    this.#level = level?.left ?? this.#capacity;
    this.#at = level?.at ?? now;
  }

  get level(): LimitLevel {
    return { left: this.#level, at: this.#at };
  }

  /** When so much can be taken. More than there is room for can be taken once the room is full. */
  availableAt(amount: number, now: number): number {
    this.#refill(now);
    const missing = Math.min(amount, this.#capacity) - this.#level;
    return missing <= 1e-9 ? now : now + missing / this.#perMs;
  }

  /** Takes an amount; a negative one gives back. */
  take(amount: number, now: number): void {
    this.#refill(now);
    this.#level = Math.min(this.#capacity, this.#level - amount);
  }

  #refill(now: number): void {
    // clocks of several machines may be a little apart: time does not run backwards
    const later = Math.max(now, this.#at);
    this.#level = Math.min(this.#capacity, this.#level + (later - this.#at) * this.#perMs);
    this.#at = later;
  }
}
