import { rm } from "node:fs/promises";
import { join } from "node:path";
import { type BrowserContext, type Browser as Chromium, chromium } from "playwright";
import { errorMessage, InfrastructureError } from "../errors.ts";
import { makeWorkFolder } from "../site/work-folder.ts";
import { writeChromiumBox } from "./chromium-box.ts";
import { ChromiumPage, viewport } from "./chromium-page.ts";
import type { Browser, OpenPageOptions, SitePage } from "./site-page.ts";
import { withLimit } from "./with-limit.ts";

export interface BrowserOptions {
  /** the Chromium program */
  executablePath: string;
  /** program that makes the box around it */
  bwrapPath: string;
  /** small files of the running browser; nothing in it outlives the browser */
  workDir: string;
  /** default 30,000 */
  launchTimeoutMs?: number;
}

const closeTimeoutMs = 2_000;

/** A page reaches the world through its slot's proxy or not at all; Chromium itself reaches nothing. */
const chromiumFlags = [
  "--disable-background-networking",
  "--disable-component-update",
  "--disable-domain-reliability",
  "--disable-sync",
  "--no-pings",
  "--disable-quic",
  "--host-resolver-rules=MAP * ~NOTFOUND , EXCLUDE 127.0.0.1",
  "--force-webrtc-ip-handling-policy=disable_non_proxied_udp",
  "--webrtc-ip-handling-policy=disable_non_proxied_udp",
  // the same pixels on every machine
  "--force-color-profile=srgb",
  "--font-render-hinting=none",
  "--disable-lcd-text",
];
/** Playwright's own flag would let a page open windows without end. */
const unwantedFlags = ["--disable-popup-blocking"];

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
  #chromium: Promise<Chromium> | null = null;
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
    this.#version = (await this.#running()).version();
  }

  async openPage({ url, proxyServer, signal }: OpenPageOptions): Promise<SitePage> {
    signal.throwIfAborted();
    const context = await this.#newContext(proxyServer);
    const onAbort = (): void => void context.close().catch(() => undefined);
    signal.addEventListener("abort", onAbort);
    try {
      return await ChromiumPage.open(context, url);
    } catch (error) {
      onAbort();
      signal.throwIfAborted();
      if (error instanceof InfrastructureError) throw error;
      throw new InfrastructureError(`Browser: no page could be opened: ${errorMessage(error)}`, {
        cause: error,
      });
    } finally {
      signal.removeEventListener("abort", onAbort);
    }
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#closed = true;
    const running = this.#chromium;
    this.#chromium = null;
    // one that never started needs no closing; one that hangs dies with its box when our process ends
    if (running)
      await withLimit(
        running.then((chromium) => chromium.close()),
        closeTimeoutMs,
      ).catch(() => undefined);
    await rm(this.#dir, { recursive: true, force: true });
  }

  async #newContext(proxyServer: string): Promise<BrowserContext> {
    const chromium = await this.#running();
    try {
      return await chromium.newContext({
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

  /** The living Chromium, started again when it crashed. */
  #running(): Promise<Chromium> {
    if (this.#closed) return Promise.reject(new InfrastructureError("Browser: it was closed."));
    this.#chromium ??= this.#launch().then(
      (chromium) => {
        chromium.on("disconnected", () => {
          this.#chromium = null;
        });
        return chromium;
      },
      (error: unknown) => {
        this.#chromium = null;
        throw error;
      },
    );
    return this.#chromium;
  }

  /** With Chromium's own sandbox inside the box, or where the machine forbids that, with the box alone. */
  async #launch(): Promise<Chromium> {
    const failures: string[] = [];
    for (const ownSandbox of [true, false]) {
      const scriptPath = join(this.#dir, ownSandbox ? "chromium" : "chromium-without-sandbox");
      await writeChromiumBox({ ...this.#options, scriptPath, ownSandbox });
      try {
        return await chromium.launch({
          executablePath: scriptPath,
          chromiumSandbox: ownSandbox,
          args: chromiumFlags,
          ignoreDefaultArgs: unwantedFlags,
          timeout: this.#options.launchTimeoutMs ?? 30_000,
          // signals are the caller's to handle
          ...{ handleSIGINT: false, handleSIGTERM: false, handleSIGHUP: false },
          env: { PATH: "/usr/bin:/bin" },
        });
      } catch (error) {
        failures.push(errorMessage(error).slice(0, 2_000));
      }
    }
    throw new InfrastructureError(
      `Browser: ${this.#options.executablePath} could not be started. Check it with "npx curate doctor". ${failures.join("\n")}`,
    );
  }
}
