import type { BrowserContext } from "playwright";
import { errorMessage, InfrastructureError } from "../errors.ts";
import { ChromiumPage, viewport } from "./chromium-page.ts";
import type { RunningChromium } from "./launch-chromium.ts";
import { ProxyRelay } from "./proxy-relay.ts";
import type { OpenPageOptions } from "./site-page.ts";
import { PageTimeout, withLimit } from "./with-limit.ts";

export interface GenerationOptions {
  /** pages to show before it retires */
  maxPages: number;
  /** for making an empty page */
  pageTimeoutMs: number;
  fixedWaits?: ((ms: number) => Promise<void>) | undefined;
  /** It takes no further pages: it has shown enough, or has crashed. Called once. */
  onRetired(): void;
  /** Called once, when nothing of it is left. */
  onEnded(): void;
}

/** A page that no site has been shown in, and the way to the proxy of the site that it will be for. */
interface EmptyPage {
  page: ChromiumPage;
  context: BrowserContext;
  relay: ProxyRelay;
}

const closeTimeoutMs = 2_000;
/** Of making a page: Chromium's network process may end meanwhile, and with it the page's way to its site. */
const mostTries = 3;

/**
 * One running Chromium, until it has shown its number of pages or crashes; it ends when the last of them is closed. An
 * empty page is kept ready, as making one takes most of the time of opening a small site.
 */
export class ChromiumGeneration implements AsyncDisposable {
  readonly #chromium: RunningChromium;
  readonly #options: GenerationOptions;
  #spare: Promise<EmptyPage> | null = null;
  #pagesShown = 0;
  #pagesOpen = 0;
  #retired = false;
  #ended: Promise<void> | null = null;

  constructor(chromium: RunningChromium, options: GenerationOptions) {
    this.#chromium = chromium;
    this.#options = options;
    chromium.browser.on("disconnected", () => this.#retire());
    this.#prepareSpare();
  }

  get version(): string {
    return this.#chromium.browser.version();
  }

  /** As Browser.openPage. */
  async openPage({ url, firstLook, proxyServer, signal }: OpenPageOptions): Promise<ChromiumPage> {
    this.#pagesOpen += 1;
    this.#pagesShown += 1;
    if (this.#pagesShown >= this.#options.maxPages) this.#retire();
    let empty: EmptyPage | null = null;
    const close = (): void => void empty?.page[Symbol.asyncDispose]();
    signal.addEventListener("abort", close);
    try {
      empty = await this.#takeEmpty();
      signal.throwIfAborted();
      empty.relay.leadTo(proxyServer);
      await empty.page.visit(url, firstLook);
      return empty.page;
    } catch (error) {
      if (empty) close();
      else this.#pageClosed();
      signal.throwIfAborted();
      if (error instanceof InfrastructureError) throw error;
      throw new InfrastructureError(`Browser: no page could be opened: ${errorMessage(error)}`, {
        cause: error,
      });
    } finally {
      signal.removeEventListener("abort", close);
    }
  }

  [Symbol.asyncDispose](): Promise<void> {
    this.#retire();
    this.#ended ??= this.#end();
    return this.#ended;
  }

  async #takeEmpty(): Promise<EmptyPage> {
    const spare = this.#spare;
    this.#spare = null;
    let empty = (await spare?.catch(() => null)) ?? (await this.#makeEmpty());
    for (let tries = 1; tries < mostTries && !(await empty.page.isUsable()); tries++) {
      await this.#discard(empty);
      empty = await this.#makeEmpty();
    }
    return empty;
  }

  #prepareSpare(): void {
    if (this.#retired || this.#spare) return;
    this.#spare = this.#makeEmpty();
    // whoever takes it makes another, and learns why that fails
    this.#spare.catch(() => undefined);
  }

  async #makeEmpty(): Promise<EmptyPage> {
    const relay = await ProxyRelay.open();
    try {
      const { pageTimeoutMs } = this.#options;
      return await withLimit(this.#makePage(relay), pageTimeoutMs, "Chromium made no page");
    } catch (error) {
      await relay[Symbol.asyncDispose]();
      // one that makes no page any more is given up: another shows the next
      if (error instanceof PageTimeout) this.#retire();
      throw error;
    }
  }

  async #makePage(relay: ProxyRelay): Promise<EmptyPage> {
    const { health } = this.#chromium;
    const networkProcess = await health.networkProcess();
    const context = await this.#newContext(relay.url);
    try {
      const page = await ChromiumPage.prepare({
        ...{ context, health, networkProcess },
        fixedWaits: this.#options.fixedWaits,
        onClosed: async () => {
          await relay[Symbol.asyncDispose]();
          this.#pageClosed();
        },
      });
      return { page, context, relay };
    } catch (error) {
      void context.close().catch(() => undefined);
      throw error;
    }
  }

  async #discard({ context, relay }: EmptyPage): Promise<void> {
    void context.close().catch(() => undefined);
    await relay[Symbol.asyncDispose]();
  }

  async #newContext(proxyServer: string): Promise<BrowserContext> {
    try {
      return await this.#chromium.browser.newContext({
        viewport,
        deviceScaleFactor: 1,
        locale: "en-US",
        timezoneId: "UTC",
        colorScheme: "light",
        reducedMotion: "no-preference",
        // the browser's own exception for loopback is taken back: localhost is the slot's
        proxy: { server: proxyServer, bypass: "<-loopback>" },
        serviceWorkers: "block",
        acceptDownloads: false,
      });
    } catch (error) {
      throw new InfrastructureError(`Browser: Chromium made no new context: ${errorMessage(error)}`, {
        cause: error,
      });
    }
  }

  #pageClosed(): void {
    this.#pagesOpen -= 1;
    // not while the page was being looked at: the two would slow each other down
    this.#prepareSpare();
    if (this.#retired && this.#pagesOpen === 0) void this[Symbol.asyncDispose]();
  }

  #retire(): void {
    if (this.#retired) return;
    this.#retired = true;
    this.#options.onRetired();
    if (this.#pagesOpen === 0) void this[Symbol.asyncDispose]();
  }

  async #end(): Promise<void> {
    const { browser, kill } = this.#chromium;
    await withLimit(browser.close(), closeTimeoutMs).catch((error: unknown) => {
      if (error instanceof PageTimeout) kill();
    });
    const spare = this.#spare && (await withLimit(this.#spare, closeTimeoutMs).catch(() => null));
    await spare?.relay[Symbol.asyncDispose]();
    this.#options.onEnded();
  }
}
