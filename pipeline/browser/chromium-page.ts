import type { BrowserContext, Page } from "playwright";
import { blankImage } from "./blank-image.ts";
import { markElements } from "./element-marks.ts";
import { installHiddenCaret } from "./hidden-caret.ts";
import { LookAhead } from "./look-ahead.ts";
import { actOnPage, type ObservedElements } from "./page-actor.ts";
import { PageBlame, type PageBlameOptions } from "./page-blame.ts";
import { firstLine, isTimeout } from "./page-failure.ts";
import { ProblemLog } from "./problem-log.ts";
import { publishedWaits, type WaitOccasion } from "./published-waits.ts";
import { installQuietHooks } from "./quiet-hooks.ts";
import { PageQuiet } from "./settle.ts";
import { installSingleTab } from "./single-tab.ts";
import type {
  ActionResult,
  FirstLook,
  PageAction,
  PageObservation,
  PageProblems,
  SitePage,
} from "./site-page.ts";
import { PageTimeout, withLimit } from "./with-limit.ts";

/** Size of every screenshot, in pixels; the reference's. */
export const viewport = { width: 1024, height: 768 };

const maxElements = 150;
const navigationTimeoutMs = 15_000;
/** After the document has come, its modules and images. */
const loadTimeoutMs = 10_000;
const pageAnswerMs = 10_000;
const overlayAnswerMs = 3_000;
const closeTimeoutMs = 2_000;

export interface ChromiumPageOptions extends Omit<PageBlameOptions, "page"> {
  /** a context with nothing in it yet; the page closes it */
  context: BrowserContext;
  /** Waits as the published system does, by this clock, instead of for the page. */
  fixedWaits?: ((ms: number) => Promise<void>) | undefined;
  /** called once, when the page was closed */
  onClosed(): Promise<void>;
}

/** An observation, and the elements it numbers. */
interface Observed {
  observation: PageObservation;
  elements: ObservedElements;
}

/** A page of Chromium in a browser context of its own. */
export class ChromiumPage implements SitePage {
  readonly #options: ChromiumPageOptions;
  readonly #context: BrowserContext;
  readonly #page: Page;
  readonly #quiet: PageQuiet;
  readonly #problems = new ProblemLog();
  readonly #blame: PageBlame;
  readonly #screenshotAhead: LookAhead<Uint8Array>;
  readonly #observationAhead: LookAhead<Observed>;
  #observed: ObservedElements | null = null;
  #settled = false;
  #closed = false;

  private constructor(options: ChromiumPageOptions, page: Page) {
    const { context } = options;
    this.#options = options;
    this.#context = context;
    this.#page = page;
    this.#blame = new PageBlame({ ...options, page });
    this.#quiet = new PageQuiet(page);
    this.#screenshotAhead = new LookAhead(this.#quiet, () => this.#capture());
    this.#observationAhead = new LookAhead(this.#quiet, () => this.#look(() => this.#capture()));
    this.#problems.watch(page);
    // what opens a tab in spite of the single-tab script; it may close by itself first
    context.on("page", (opened) => void opened.close().catch(() => undefined));
  }

  /** Makes the context's only page, empty and ready to visit a site. */
  static async prepare(options: ChromiumPageOptions): Promise<ChromiumPage> {
    const { context } = options;
    const scripts = [installQuietHooks, installSingleTab, installHiddenCaret];
    await Promise.all(scripts.map((script) => context.addInitScript(script)));
    return new ChromiumPage(options, await context.newPage());
  }

  /** Whether a site can be visited in it: its process, or one of Chromium's, may have ended. */
  isUsable(): Promise<boolean> {
    return this.#blame.isUsable();
  }

  /** Opens `url` and waits for it. A page that cannot be loaded is left as it is. */
  async visit(url: string, firstLook?: FirstLook): Promise<void> {
    this.#blame.ask();
    await this.#navigate(url, { forUse: firstLook === "observation" });
    const ahead = { screenshot: this.#screenshotAhead, observation: this.#observationAhead };
    await this.#rest("open", firstLook && ahead[firstLook]);
  }

  get isSettled(): boolean {
    return this.#settled;
  }

  async settle(ahead?: LookAhead<unknown>): Promise<{ settled: boolean; waitedMs: number }> {
    this.#blame.ask();
    const { settled, waitedMs, mayShowError } = await this.#quiet.settle(ahead);
    this.#settled = settled;
    if (!settled)
      this.#blame.assertAwake(new PageTimeout(`It did not come to rest in ${waitedMs / 1000} s.`));
    if (mayShowError) await this.#readErrorOverlay();
    await this.#blame.assertAlive();
    return { settled, waitedMs };
  }

  async screenshot(): Promise<Uint8Array> {
    this.#blame.ask();
    await this.#observationAhead.drop();
    return (await this.#screenshotAhead.take()) ?? (await this.#screenshot());
  }

  async observe(): Promise<PageObservation> {
    this.#blame.ask();
    this.#forget();
    try {
      const ahead = await this.#observationAhead.take();
      const { observation, elements } = ahead ?? (await this.#look(() => this.#screenshot()));
      this.#observed = elements;
      return observation;
    } catch (error) {
      await this.#blame.assertToBlame(error);
      this.#problems.add("exceptions", `The page could not be read: ${firstLine(error)}`);
      const image = await this.#screenshot();
      return { url: this.#page.url(), title: await this.#title(), elements: [], truncated: false, image };
    }
  }

  async act(action: PageAction): Promise<ActionResult> {
    this.#blame.ask();
    await this.#observationAhead.drop();
    const result = await actOnPage(this.#page, this.#observed, action, (error) =>
      this.#blame.assertToBlame(error),
    );
    this.#quiet.touch();
    await this.#blame.assertAlive();
    await this.#rest(action.kind, this.#observationAhead);
    return result;
  }

  problems(): PageProblems {
    return this.#problems.problems;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    if (this.#closed) return;
    this.#closed = true;
    // a page that hangs is given up: its process ends with the browser
    await withLimit(this.#context.close(), closeTimeoutMs).catch(() => undefined);
    await this.#options.onClosed();
  }

  /** `ahead`: the look that follows. */
  async #rest(occasion: WaitOccasion, ahead?: LookAhead<unknown>): Promise<void> {
    const { fixedWaits } = this.#options;
    if (!fixedWaits) return void (await this.settle(ahead));
    await fixedWaits(publishedWaits[occasion]);
    await this.#readErrorOverlay();
    await this.#blame.assertAlive();
  }

  /** Numbers the elements, and takes the numbers away again. */
  async #look(takePicture: () => Promise<Uint8Array>): Promise<Observed> {
    const inTime = <Value>(answer: Promise<Value>): Promise<Value> => withLimit(answer, pageAnswerMs);
    const marks = await inTime(this.#page.evaluateHandle(markElements, maxElements));
    const [image, { listed, truncated }, title] = await Promise.all([
      takePicture(),
      inTime(marks.evaluate(({ listed, truncated }) => ({ listed, truncated }))),
      this.#title(),
    ]);
    await inTime(marks.evaluate(({ erase }) => erase()));
    const observation = { url: this.#page.url(), title, elements: listed, truncated, image };
    return { observation, elements: { marks, listed } };
  }

  async #screenshot(): Promise<Uint8Array> {
    try {
      return await this.#capture();
    } catch (error) {
      await this.#blame.assertToBlame(error);
      this.#problems.add("exceptions", `No screenshot could be taken: ${firstLine(error)}`);
      return blankImage(viewport);
    }
  }

  #capture(): Promise<Uint8Array> {
    return withLimit(
      this.#page.screenshot({
        type: "png",
        animations: "disabled",
        // hidden already; Playwright's own way changes the elements, which a page at rest does not
        caret: "initial",
        scale: "css",
        timeout: pageAnswerMs,
      }),
      pageAnswerMs,
    );
  }

  async #navigate(url: string, { forUse }: { forUse: boolean }): Promise<void> {
    try {
      await this.#goTo(url);
      if (forUse) void bringHelpers(this.#page).catch(() => undefined);
      await this.#page.waitForLoadState("domcontentloaded", { timeout: navigationTimeoutMs });
      await this.#page.waitForLoadState("load", { timeout: loadTimeoutMs });
    } catch (error) {
      await this.#blame.assertToBlame(error);
      this.#problems.add("exceptions", `${url} did not load: ${firstLine(error)}`);
    }
  }

  /** A document that fails at once is asked for again: what failed may be Chromium's network process, as it ended. */
  async #goTo(url: string): Promise<void> {
    const options = { waitUntil: "commit", timeout: navigationTimeoutMs } as const;
    await this.#page.goto(url, options).catch((error: unknown) => {
      if (isTimeout(error)) throw error;
      return this.#page.goto(url, options);
    });
  }

  /** Vite shows a build error in an element of its own and nowhere else in the page. */
  async #readErrorOverlay(): Promise<void> {
    const readOverlay = (): string =>
      document
        .querySelector("vite-error-overlay")
        ?.shadowRoot?.querySelector(".message")
        ?.textContent?.trim() ?? "";
    const text = await withLimit(this.#page.evaluate(readOverlay), overlayAnswerMs).catch(
      (error: unknown) => {
        if (isTimeout(error)) this.#blame.assertAwake(error);
        return "";
      },
    );
    if (text !== "") this.#problems.add("exceptions", `Vite: ${text}`);
  }

  async #title(): Promise<string> {
    return withLimit(this.#page.title(), pageAnswerMs).catch(() => "");
  }

  #forget(): void {
    void this.#observed?.marks.dispose().catch(() => undefined);
    this.#observed = null;
  }
}

/** Playwright's helpers enter a document with the first use of an element: here while its modules come, not after. */
async function bringHelpers(page: Page): Promise<void> {
  const root = await page.evaluateHandle(() => document.documentElement);
  await root.isVisible();
  await root.dispose();
}
