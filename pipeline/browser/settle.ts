import type { Page, Request } from "playwright";
import type { LookAhead } from "./look-ahead.ts";
import { afterTwoFrames, readActivity } from "./quiet-hooks.ts";
import { withLimit } from "./with-limit.ts";

const quietMs = 100;
/** A page that has not come to rest by then is taken as it is, if the machine was not what held it up. */
const capMs = 3_000;
/** On a busy machine: the page must have had its say so often, and the network its time, before it is called restless. */
const fewestAnswers = 80;
const busyCapMs = 12_000;
const pollMs = 15;
/** While a frame is awaited: half of its time. */
const framePollMs = 8;
/** After a script could not be served, a dev server sends word of it, and its overlay appears. */
const overlayDueMs = 1_000;
/** These stay open for as long as the page does. */
const endlessRequests = ["websocket", "eventsource", "ping"];

/** What a page was like: nothing has happened on it for as long as its moment stays the same. */
export interface Moment {
  disturbedAt: number;
  changes: number;
}

interface PageState {
  kind: "quiet" | "loading" | "restless" | "silent";
  /** nothing is pending, and a frame has begun since the last change; what is left to wait for is whether that stays so */
  resting: Moment | null;
  /** when to look again, at the latest */
  againInMs: number;
  /** a dev server's error overlay stands on the page; null where the page did not say */
  errorOverlay: boolean | null;
}

/** How a wait for a page ended. */
export interface Rest {
  settled: boolean;
  waitedMs: number;
  /** false: no dev server's error overlay stands on the page; true: one does, or the page did not say */
  mayShowError: boolean;
}

/** Knows when a page has come to rest. Watches its requests from the moment it is made. */
export class PageQuiet {
  readonly #page: Page;
  readonly #inFlight = new Set<Request>();
  #disturbedAt = performance.now();
  #requestedAt = performance.now();
  #overlayDueUntil = 0;

  constructor(page: Page) {
    this.#page = page;
    page.on("request", (request) => {
      if (endlessRequests.includes(request.resourceType())) return;
      this.#inFlight.add(request);
      this.#noteRequest();
    });
    const end = (request: Request): void => {
      if (this.#inFlight.delete(request)) this.#noteRequest();
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
   * animation or error overlay is pending, and nothing has changed for 100 ms. Some pages never rest: gives up after 3 s,
   * or after up to 12 s where the machine is so busy that the page is slow to load or to answer. `ahead`, a look that is
   * asked for next, is begun when all that is left to wait for is whether the page stays as it is.
   */
  async settle(ahead?: LookAhead<unknown>): Promise<Rest> {
    const startedAt = performance.now();
    let answers = 0;
    let isPainted = false;
    // what an action does without a change of the document, such as to press a button, is painted meanwhile
    const painted = withLimit(this.#page.evaluate(afterTwoFrames), capMs)
      .catch(() => undefined)
      .then(() => {
        isPainted = true;
      });
    for (;;) {
      const waitedMs = performance.now() - startedAt;
      const limitMs = Math.max(pollMs, capMs - waitedMs);
      const { kind, againInMs, errorOverlay, resting } = await this.#state(limitMs);
      if (resting) ahead?.begin(resting);
      if (kind === "quiet") await painted;
      const result = {
        settled: kind === "quiet",
        waitedMs: Math.round(performance.now() - startedAt),
        mayShowError: errorOverlay !== false,
      };
      if (kind === "quiet") return result;
      if (kind === "restless") answers += 1;
      const isHeldUp = kind === "loading" ? this.#sinceRequestMs < capMs : answers < fewestAnswers;
      const mostMs = isHeldUp && kind !== "silent" ? busyCapMs : capMs;
      if (result.waitedMs >= mostMs) return result;
      const again = new Promise((resolve) => setTimeout(resolve, againInMs));
      await (isPainted ? again : Promise.race([again, painted]));
    }
  }

  /** Whether nothing has happened on the page since. */
  async isStillAt({ disturbedAt, changes }: Moment): Promise<boolean> {
    const activity = await withLimit(this.#page.evaluate(readActivity), capMs).catch(() => null);
    return activity?.changes === changes && this.#disturbedAt === disturbedAt;
  }

  get #sinceRequestMs(): number {
    return performance.now() - this.#requestedAt;
  }

  #noteRequest(): void {
    this.#requestedAt = performance.now();
    this.#disturbedAt = this.#requestedAt;
  }

  async #state(limitMs: number): Promise<PageState> {
    if (this.#inFlight.size > 0) return inState("loading");
    const disturbedAt = this.#disturbedAt;
    // a page between two documents, or one that never answers, is not quiet
    const activity = await withLimit(this.#page.evaluate(readActivity), limitMs).catch(() => null);
    if (!activity) return inState(this.#inFlight.size > 0 ? "loading" : "silent");
    const { pendingTimers, pendingAnswers, finiteAnimations, imagesLoading, unpaintedFrames } = activity;
    if (!activity.complete || !activity.fontsLoaded || pendingAnswers + imagesLoading > 0)
      return inState("loading");
    if (pendingTimers + finiteAnimations > 0) return inState("restless");
    // what scripts do with the first frame after a change may be another change
    if (unpaintedFrames > 1) return inState("restless", framePollMs);
    if (!activity.errorOverlay && performance.now() < this.#overlayDueUntil) return inState("restless");
    const { changes, errorOverlay } = activity;
    const resting = { disturbedAt, changes };
    if (unpaintedFrames > 0) return { ...inState("restless", framePollMs), resting };
    const sinceDisturbedMs = performance.now() - disturbedAt;
    const quietInMs = quietMs - Math.min(activity.sinceLastChangeMs, sinceDisturbedMs);
    if (quietInMs > 0) return { ...inState("restless", quietInMs), resting };
    return { ...inState("quiet"), errorOverlay };
  }
}

/** `quietInMs` is when a restless page may be quiet at the earliest. */
function inState(kind: PageState["kind"], quietInMs = pollMs): PageState {
  return { kind, againInMs: Math.min(pollMs, Math.ceil(quietInMs)), errorOverlay: null, resting: null };
}
