/** Lets so many through in any second that ends now. */
export class SecondWindow {
  readonly #perSecond: number;
  /** When those of the last second were let through, oldest first. */
  readonly #let: number[] = [];

  constructor(perSecond: number) {
    this.#perSecond = perSecond;
  }

  /** `nowMs`: monotonic milliseconds. A refused one does not count against those that follow. */
  take(nowMs: number): boolean {
    while (this.#let[0] !== undefined && this.#let[0] <= nowMs - 1000) this.#let.shift();
    if (this.#let.length >= this.#perSecond) return false;
    this.#let.push(nowMs);
    return true;
  }
}
