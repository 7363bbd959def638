import type { Page, Request } from "playwright";
import { afterTwoFrames, readActivity } from "./quiet-hooks.ts";
import { withLimit } from "./with-limit.ts";

const quietMs = 120;
const capMs = 3_000;
const pollMs = 25;
/** After a script could not be served, a dev server sends word of it, and its overlay appears. */
const overlayDueMs = 1_000;
/** These stay open for as long as the page does. */
const endlessRequests = ["websocket", "eventsource", "ping"];

/** Knows when a page has come to rest. Watches its requests from the moment it is made. */
export class PageQuiet {
  readonly #page: Page;
  readonly #inFlight = new Set<Request>();
  #disturbedAt = performance.now();
  #overlayDueUntil = 0;

  constructor(page: Page) {
    this.#page = page;
    page.on("request", (request) => {
      if (endlessRequests.includes(request.resourceType())) return;
      this.#inFlight.add(request);
      this.#disturbedAt = performance.now();
    });
    const end = (request: Request): void => {
      if (this.#inFlight.delete(request)) this.#disturbedAt = performance.now();
    };
    page.on("requestfinished", end);
    page.on("requestfailed", end);
    page.on("response", (response) => {
      if (response.status() >= 500 && response.request().resourceType() === "script")
        this.#overlayDueUntil = performance.now() + overlayDueMs;
    });
    page.on("framenavigated", (frame) => {
      if (frame !== page.mainFrame()) return;
      // requests of the document before are never reported as ended
      for (const request of this.#inFlight)
        if (!request.isNavigationRequest()) this.#inFlight.delete(request);
      this.#disturbedAt = performance.now();
    });
  }

  /** Says that something was done to the page: what follows from it gets its time to begin. */
  touch(): void {
    this.#disturbedAt = performance.now();
  }

  /**
   * Waits until the document is complete, fonts and images have come, nothing is in flight, no short timer, finite
   * animation or error overlay is pending, and nothing has changed for 120 ms. Gives up after 3 s: some pages never rest.
   */
  async settle(): Promise<{ settled: boolean; waitedMs: number }> {
    const startedAt = performance.now();
    const waited = (): number => performance.now() - startedAt;
    while (waited() < capMs) {
      if (await this.#isQuiet(capMs - waited())) {
        await withLimit(this.#page.evaluate(afterTwoFrames), capMs).catch(() => undefined);
        return { settled: true, waitedMs: Math.round(waited()) };
      }
      await new Promise((resolve) => setTimeout(resolve, pollMs));
    }
    return { settled: false, waitedMs: Math.round(waited()) };
  }

  async #isQuiet(limitMs: number): Promise<boolean> {
    if (this.#inFlight.size > 0 || performance.now() - this.#disturbedAt < quietMs) return false;
    // a page between two documents, or one that never answers, is not quiet
    const activity = await withLimit(this.#page.evaluate(readActivity), limitMs).catch(() => null);
    if (!activity?.complete || !activity.fontsLoaded || activity.sinceLastChangeMs < quietMs) return false;
    if (!activity.errorOverlay && performance.now() < this.#overlayDueUntil) return false;
    const { pendingTimers, pendingAnswers, finiteAnimations, imagesLoading } = activity;
    return pendingTimers + pendingAnswers + finiteAnimations + imagesLoading === 0;
  }
}
