import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { mkdir, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { type Browser, chromium, type Page } from "playwright";
import { viewport } from "../../../pipeline/browser/chromium-page.ts";
import type { SiteFiles } from "../../../pipeline/site/site-slot.ts";

/** Fixed waits in milliseconds. */
export interface FixedWaits {
  logPoll: number;
  screenshot: number;
  click: number;
  type: number;
  scroll: number;
}

export const publishedFixedWaits: FixedWaits = {
  logPoll: 1_000,
  screenshot: 3_000,
  click: 3_000,
  type: 10_000,
  scroll: 3_000,
};

/** Polling stays, but so often that it costs nothing. */
export const noFixedWaits: FixedWaits = { logPoll: 20, screenshot: 0, click: 0, type: 0, scroll: 0 };

export interface PublishedCycleOptions {
  /** the project's folder, new or as an earlier cycle left it */
  dir: string;
  npmDir: string;
  nodePath: string;
  /** npm's own cache; what it holds decides whether the registry is asked */
  npmCache: string;
  chromiumPath: string;
  env: NodeJS.ProcessEnv;
  waits: FixedWaits;
}

const startLimitMs = 30_000;

/**
 * A step's environment as the published system brings it about, as the yardstick: `npm install`, `npm run dev`, its log
 * read each second, a new browser, a fixed sleep, and SIGTERM. Nothing confines the site: it is for our own fixtures.
 */
export class PublishedCycle {
  readonly #options: PublishedCycleOptions;

  constructor(options: PublishedCycleOptions) {
    this.#options = options;
  }

  /** A code step: all files written, installed, started, and one screenshot. */
  async codeStep(files: SiteFiles): Promise<Uint8Array> {
    await this.writeFiles(files);
    await this.install();
    return this.withPage((page) => page.screenshot(shotOptions));
  }

  /** A GUI test as a step of its own: the site is brought up again as it is. */
  async guiStep<Result>(use: (page: Page) => Promise<Result>): Promise<Result> {
    await this.install();
    return this.withPage(use);
  }

  async writeFiles(files: SiteFiles): Promise<void> {
    for (const [path, bytes] of files) {
      const target = join(this.#options.dir, path);
      await mkdir(dirname(target), { recursive: true });
      await writeFile(target, bytes);
    }
  }

  async install(): Promise<void> {
    const npm = this.#npm("install", "--no-audit", "--no-fund", `--cache=${this.#options.npmCache}`);
    const [code] = await once(npm, "exit");
    if (code !== 0) throw new Error(`npm install in ${this.#options.dir} ended with exit code ${code}`);
  }

  async withPage<Result>(use: (page: Page) => Promise<Result>): Promise<Result> {
    const server = this.#npm("run", "dev");
    try {
      const url = await this.#printedUrl(server);
      return await this.withBrowser(url, use);
    } finally {
      const ended = once(server, "exit");
      if (server.pid !== undefined && server.exitCode === null) process.kill(-server.pid, "SIGTERM");
      if (server.exitCode === null) await ended;
    }
  }

  /** A new browser, the page, and the fixed sleep before it is looked at. `server` is the page's HTTP proxy, if any. */
  async withBrowser<Result>(
    url: string,
    use: (page: Page) => Promise<Result>,
    server?: string,
  ): Promise<Result> {
    const browser = await launchYardstick(this.#options.chromiumPath);
    try {
      const context = await browser.newContext({
        ...{ viewport, deviceScaleFactor: 1, locale: "en-US", timezoneId: "UTC" },
        ...(server !== undefined && { proxy: { server, bypass: "<-loopback>" } }),
      });
      const page = await context.newPage();
      await page.goto(url);
      await sleep(this.#options.waits.screenshot);
      return await use(page);
    } finally {
      await browser.close();
    }
  }

  /** Works as the published GUI agent does: a screenshot, an action, and a fixed sleep, in turns. */
  async guiTest(page: Page, actions: readonly GuiScriptAction[]): Promise<void> {
    for (const action of actions) {
      await page.screenshot(shotOptions);
      await this.#act(page, action);
    }
  }

  async #act(page: Page, action: GuiScriptAction): Promise<void> {
    const { waits } = this.#options;
    switch (action.kind) {
      case "type":
        await page.fill(action.selector, action.text);
        await page.press(action.selector, "Enter");
        return sleep(waits.type);
      case "click":
        await page.click(action.selector);
        return sleep(waits.click);
      case "scroll":
        await page.evaluate(() => scrollBy({ top: (innerHeight * 2) / 3, behavior: "instant" }));
        return sleep(waits.scroll);
      case "answer":
        return;
    }
  }

  #npm(...words: string[]): ChildProcess {
    const { dir, env, nodePath, npmDir } = this.#options;
    // a group of its own, so that the server dies with the npm that started it
    return spawn(nodePath, [join(npmDir, "bin/npm-cli.js"), ...words], {
      cwd: dir,
      env: { ...env, NO_COLOR: "1" },
      detached: true,
      stdio: ["ignore", "pipe", "ignore"],
    });
  }

  async #printedUrl(server: ChildProcess): Promise<string> {
    let log = "";
    server.stdout?.on("data", (chunk: Buffer) => {
      log += chunk.toString();
    });
    const deadline = performance.now() + startLimitMs;
    while (performance.now() < deadline && server.exitCode === null) {
      const url = /https?:\/\/[\w.-]+:\d+\/?/.exec(log)?.[0];
      if (url !== undefined) return url;
      await sleep(this.#options.waits.logPoll);
    }
    throw new Error(`npm run dev in ${this.#options.dir} printed no address:\n${log}`);
  }
}

/** One turn of the scripted GUI test. */
export type GuiScriptAction =
  | { kind: "type"; selector: string; text: string }
  | { kind: "click"; selector: string }
  | { kind: "scroll" }
  | { kind: "answer" };

export const shotOptions = { animations: "disabled", caret: "hide", scale: "css" } as const;

/** Drawn as our own browser draws, so that pictures can be compared; these flags cost no time. */
function launchYardstick(executablePath: string): Promise<Browser> {
  return chromium.launch({
    executablePath,
    chromiumSandbox: false,
    args: ["--force-color-profile=srgb", "--font-render-hinting=none", "--disable-lcd-text"],
  });
}

function sleep(ms: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, ms));
}
