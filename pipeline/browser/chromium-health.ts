import { setTimeout as delay } from "node:timers/promises";
import type { CDPSession, Browser as Chromium } from "playwright";
import { withLimit } from "./with-limit.ts";

/** Time between two questions, and what one may take on a machine that has time for its browser. */
const beatMs = 250;
const silenceMs = 1_000;
/** Making and drawing an empty page takes a third of a second on such a machine. */
const emptyPageLimitMs = 4_000;
const answerMs = 10_000;

/** What Chromium itself was like meanwhile: that says whether a page is to blame for what did not come. */
export class ChromiumHealth {
  readonly #browser: Chromium;
  readonly #session: CDPSession;
  /** when the question was asked that is not answered yet */
  #askedAt: number | null = null;
  #silentUntil = Number.NEGATIVE_INFINITY;

  private constructor(browser: Chromium, session: CDPSession) {
    this.#browser = browser;
    this.#session = session;
  }

  /** Asks it for a sign of life four times a second, for as long as it runs. */
  static async watch(browser: Chromium): Promise<ChromiumHealth> {
    const health = new ChromiumHealth(browser, await browser.newBrowserCDPSession());
    void health.#listen();
    return health;
  }

  /** Whether it answered nothing for a second or longer that ended after `at`, in performance.now()'s time, or has not ended. */
  wasSilentSince(at: number): boolean {
    const isSilent = this.#askedAt !== null && performance.now() - this.#askedAt >= silenceMs;
    return isSilent || this.#silentUntil > at;
  }

  /** Whether it makes and draws an empty page in time, now. */
  async showsEmptyPage(): Promise<boolean> {
    try {
      await withLimit(this.#drawEmptyPage(), emptyPageLimitMs);
      return true;
    } catch {
      // late or impossible: either way Chromium, or the machine, is what is slow
      return false;
    }
  }

  /** Number of the process that loads for all pages; null when there is none, or Chromium does not say. */
  async networkProcess(): Promise<number | null> {
    try {
      const answer = this.#session.send("SystemInfo.getProcessInfo");
      const { processInfo } = await withLimit(answer, answerMs);
      return processInfo.find(({ type }) => type.startsWith("network."))?.id ?? null;
    } catch {
      return null;
    }
  }

  async #listen(): Promise<void> {
    try {
      for (;;) {
        this.#askedAt = performance.now();
        await this.#session.send("Browser.getVersion");
        if (this.wasSilentSince(this.#askedAt)) this.#silentUntil = performance.now();
        this.#askedAt = null;
        await delay(beatMs, undefined, { ref: false });
      }
    } catch {
      // it has ended, which is no silence
      this.#askedAt = null;
    }
  }

  async #drawEmptyPage(): Promise<void> {
    await using context = await this.#browser.newContext();
    const page = await context.newPage();
    await page.screenshot();
  }
}
