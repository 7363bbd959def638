import { rm } from "node:fs/promises";
import { InfrastructureError } from "../errors.ts";
import { makeWorkFolder } from "../site/work-folder.ts";
import { ChromiumGeneration } from "./chromium-generation.ts";
import { launchChromium } from "./launch-chromium.ts";
import type { Browser, OpenPageOptions, SitePage } from "./site-page.ts";

export interface BrowserOptions {
  /** the Chromium program */
  executablePath: string;
  /** program that makes the box around it; null for none but Chromium's own */
  bwrapPath: string | null;
  /** small files of the running browser; nothing in it outlives the browser */
  workDir: string;
  /** default 30,000 */
  launchTimeoutMs?: number;
  /** for making an empty page: a Chromium that takes longer hangs (default 30,000) */
  pageTimeoutMs?: number;
  /** pages that one Chromium shows before a new one takes its place (default 300) */
  maxPages?: number;
  /** waits as the published system does, by this clock, instead of for the page */
  fixedWaits?: ((ms: number) => Promise<void>) | undefined;
}

const defaultMaxPages = 300;

/** Starts one Chromium that stays warm for all pages. Throws InfrastructureError when it cannot be started. */
export async function launchBrowser(options: BrowserOptions): Promise<Browser> {
  const dir = await makeWorkFolder(options.workDir, "browser");
  const browser = new WarmBrowser(options, dir);
  try {
    await browser.warmUp();
  } catch (error) {
    await browser[Symbol.asyncDispose]();
    throw error;
  }
  return browser;
}

class WarmBrowser implements Browser {
  readonly #options: BrowserOptions;
  readonly #dir: string;
  /** the Chromium that shows the next page */
  #current: Promise<ChromiumGeneration> | null = null;
  /** every Chromium that has not ended, as a retired one still shows its last pages */
  readonly #living = new Set<ChromiumGeneration>();
  #version = "";
  #closed = false;

  constructor(options: BrowserOptions, dir: string) {
    this.#options = options;
    this.#dir = dir;
  }

  get version(): string {
    return this.#version;
  }

  async warmUp(): Promise<void> {
    this.#version = (await this.#running()).version;
  }

  async openPage(options: OpenPageOptions): Promise<SitePage> {
    options.signal.throwIfAborted();
    const generation = await this.#running();
    return generation.openPage(options);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#closed = true;
    // one that never started needs no closing
    await this.#current?.catch(() => undefined);
    await Promise.all([...this.#living].map((generation) => generation[Symbol.asyncDispose]()));
    await rm(this.#dir, { recursive: true, force: true });
  }

  #running(): Promise<ChromiumGeneration> {
    if (this.#closed) return Promise.reject(new InfrastructureError("Browser: it was closed."));
    this.#current ??= this.#launch().catch((error: unknown) => {
      this.#current = null;
      throw error;
    });
    return this.#current;
  }

  async #launch(): Promise<ChromiumGeneration> {
    const { executablePath, bwrapPath } = this.#options;
    const { launchTimeoutMs = 30_000, pageTimeoutMs = 30_000, maxPages = defaultMaxPages } = this.#options;
    const chromium = await launchChromium({ executablePath, bwrapPath, launchTimeoutMs, dir: this.#dir });
    const generation = new ChromiumGeneration(chromium, {
      ...{ maxPages, pageTimeoutMs },
      fixedWaits: this.#options.fixedWaits,
      onRetired: () => {
        this.#current = null;
      },
      onEnded: () => void this.#living.delete(generation),
    });
    this.#living.add(generation);
    return generation;
  }
}
