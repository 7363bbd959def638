import type { Moment, PageQuiet } from "./settle.ts";

/** A page that is not at rest is not looked at again and again. */
const mostLooks = 2;

/**
 * A look at a page that is begun while the page is still being waited for, as that takes as long as the look. It counts
 * if nothing has happened on the page by the time it is asked for.
 */
export class LookAhead<Seen> {
  readonly #quiet: Pick<PageQuiet, "isStillAt">;
  readonly #look: () => Promise<Seen>;
  #begun: { moment: Moment; seen: Promise<Seen | null> } | null = null;
  #isLooking = false;
  #looks = 0;

  constructor(quiet: Pick<PageQuiet, "isStillAt">, look: () => Promise<Seen>) {
    this.#quiet = quiet;
    this.#look = look;
  }

  /** Looks, unless that was done at this moment, is under way, or came to nothing too often. */
  begin(moment: Moment): void {
    if (this.#isLooking || this.#looks === mostLooks) return;
    const { changes, disturbedAt } = this.#begun?.moment ?? {};
    if (moment.changes === changes && moment.disturbedAt === disturbedAt) return;
    this.#looks += 1;
    this.#isLooking = true;
    const seen = this.#look()
      .catch(() => null)
      .finally(() => {
        this.#isLooking = false;
      });
    this.#begun = { moment, seen };
  }

  /** What was seen; null if nothing was, or if it may not be so any more. */
  async take(): Promise<Seen | null> {
    const begun = this.#begun;
    const seen = await this.#end();
    return begun !== null && seen !== null && (await this.#quiet.isStillAt(begun.moment)) ? seen : null;
  }

  /** Lets go of a look that nobody asks for; nothing of it is left on the page then. */
  async drop(): Promise<void> {
    await this.#end();
  }

  async #end(): Promise<Seen | null> {
    const begun = this.#begun;
    this.#begun = null;
    this.#looks = 0;
    return (await begun?.seen) ?? null;
  }
}
