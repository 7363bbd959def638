import type { BrowserContext, Browser as Chromium } from "playwright";
import { errorMessage, InfrastructureError } from "../errors.ts";
import { ChromiumPage, viewport } from "./chromium-page.ts";
import { ProxyRelay } from "./proxy-relay.ts";
import type { OpenPageOptions } from "./site-page.ts";
import { withLimit } from "./with-limit.ts";

export interface GenerationOptions {
  /** pages to show before it retires */
  maxPages: number;
  fixedWaits?: ((ms: number) => Promise<void>) | undefined;
  /** It takes no further pages: it has shown enough, or has crashed. Called once. */
  onRetired(): void;
  /** Called once, when nothing of it is left. */
  onEnded(): void;
}

/** A page that no site has been shown in, and the way to the proxy of the site that it will be for. */
interface EmptyPage {
  page: ChromiumPage;
  relay: ProxyRelay;
}

const closeTimeoutMs = 2_000;
/** Making and drawing an empty page takes a third of a second on a machine that has time for it. */
const emptyPageLimitMs = 4_000;

/**
 * One running Chromium, until it has shown its number of pages or crashes; it ends when the last of them is closed. An
 * empty page is kept ready, as making one takes most of the time of opening a small site.
 */
export class ChromiumGeneration implements AsyncDisposable {
  readonly #chromium: Chromium;
  readonly #options: GenerationOptions;
  #spare: Promise<EmptyPage> | null = null;
  #pagesShown = 0;
  #pagesOpen = 0;
  #retired = false;
  #ended: Promise<void> | null = null;

  constructor(chromium: Chromium, options: GenerationOptions) {
    this.#chromium = chromium;
    this.#options = options;
    chromium.on("disconnected", () => this.#retire());
    this.#prepareSpare();
  }

  get version(): string {
    return this.#chromium.version();
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
    const ready = await spare?.catch(() => null);
    if (ready?.page.isAlive) return ready;
    await ready?.relay[Symbol.asyncDispose]();
    return this.#makeEmpty();
  }

  #prepareSpare(): void {
    if (this.#retired || this.#spare) return;
    this.#spare = this.#makeEmpty();
    // whoever takes it makes another, and learns why that fails
    this.#spare.catch(() => undefined);
  }

  async #makeEmpty(): Promise<EmptyPage> {
    await using cleanUp = new AsyncDisposableStack();
    const relay = cleanUp.use(await ProxyRelay.open());
    const context = await this.#newContext(relay.url);
    cleanUp.defer(() => context.close().catch(() => undefined));
    const page = await ChromiumPage.prepare({
      context,
      fixedWaits: this.#options.fixedWaits,
      showsEmptyPage: () => this.#showsEmptyPage(),
      onClosed: async () => {
        await relay[Symbol.asyncDispose]();
        this.#pageClosed();
      },
    });
    cleanUp.move();
    return { page, relay };
  }

  async #newContext(proxyServer: string): Promise<BrowserContext> {
    try {
      return await this.#chromium.newContext({
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

  /** Whether Chromium makes and draws an empty page in time. */
  async #showsEmptyPage(): Promise<boolean> {
    try {
      await withLimit(this.#drawEmptyPage(), emptyPageLimitMs);
      return true;
    } catch {
      // late or impossible: either way Chromium, or the machine, is what is slow
      return false;
    }
  }

  async #drawEmptyPage(): Promise<void> {
    await using context = await this.#chromium.newContext({ viewport });
    const page = await context.newPage();
    await page.screenshot();
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
    // one that hangs dies with its box when our process ends
    await withLimit(this.#chromium.close(), closeTimeoutMs).catch(() => undefined);
    const spare = await this.#spare?.catch(() => null);
    await spare?.relay[Symbol.asyncDispose]();
    this.#options.onEnded();
  }
}
