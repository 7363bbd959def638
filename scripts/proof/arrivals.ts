/** Counts what arrives, for those who wait for so much of it. */
export class Arrivals {
  readonly #waiting = new Set<() => void>();
  #count = 0;

  add(): void {
    this.#count++;
    for (const check of this.#waiting) check();
  }

  /** Resolves when so many have arrived in all, or when the signal aborts. */
  reached(count: number, signal: AbortSignal): Promise<void> {
    return new Promise((resolve) => {
      const check = (): void => {
        if (this.#count < count && !signal.aborted) return;
        this.#waiting.delete(check);
        signal.removeEventListener("abort", check);
        resolve();
      };
      this.#waiting.add(check);
      signal.addEventListener("abort", check);
      check();
    });
  }
}
