import { mkdir, mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { chromium } from "playwright";
import { findBrowser } from "../../../pipeline/browser/find-browser.ts";
import type { Browser } from "../../../pipeline/browser/site-page.ts";
import { launchBrowser } from "../../../pipeline/browser/warm-browser.ts";
import { findProgram } from "../../../pipeline/find-program.ts";
import { readNpmConfig } from "../../../pipeline/site/npm-config.ts";
import { npmFolder } from "../../../pipeline/site/npm-folder.ts";
import { BubblewrapSandbox } from "../../../pipeline/site/sandbox/bubblewrap.ts";
import { createSiteHost } from "../../../pipeline/site/site-host.ts";
import type { SiteHost } from "../../../pipeline/site/site-slot.ts";
import { type FixedWaits, PublishedCycle } from "./published-cycle.ts";

/** Both sides of the comparison on this machine. What they leave behind is removed at the end. */
export interface BenchGround extends AsyncDisposable {
  readonly browser: Browser;
  /** A site host of our own; it closes with the ground. `cacheDir` is where installed packages are kept. */
  openHost(options: { slots: number; cacheDir?: string }): Promise<SiteHost>;
  /** The yardstick in a new folder; npm's cache is shared by all unless another is named. */
  openCycle(waits: FixedWaits, npmCache?: string): Promise<PublishedCycle>;
  newFolder(): Promise<string>;
}

export async function openBenchGround(env: NodeJS.ProcessEnv, projectDir: string): Promise<BenchGround> {
  const searchPath = env.PATH ?? "";
  const configuredPath = env.CHROMIUM_PATH;
  const found = await findBrowser({
    ...(configuredPath && { configuredPath }),
    playwrightPath: chromium.executablePath(),
    searchPath,
  });
  const bwrapPath = await findProgram("bwrap", searchPath);
  if (found === null || bwrapPath === null)
    throw new Error("Chromium and bubblewrap are needed: npx curate doctor");
  const npmDir = npmFolder();
  const npmConfig = await readNpmConfig({ npmDir, env });
  await using cleanUp = new AsyncDisposableStack();
  const dir = await mkdtemp(join(tmpdir(), "bench-site-"));
  cleanUp.defer(() => rm(dir, { recursive: true, force: true }));
  const browser = cleanUp.use(await launchBrowser({ executablePath: found.path, bwrapPath, workDir: dir }));
  const closing = cleanUp.move();
  const newFolder = async (): Promise<string> => mkdtemp(join(dir, "folder-"));
  return {
    browser,
    newFolder,
    async openHost({ slots, cacheDir = join(projectDir, "data/cache/bench") }) {
      const sandbox = closing.use(new BubblewrapSandbox({ bwrapPath }));
      const host = await createSiteHost({
        ...{ cacheDir, sandbox, npmDir, npmConfig, slots },
        workDir: dir,
        nodePath: process.execPath,
      });
      return closing.use(host);
    },
    async openCycle(waits, npmCache = join(dir, "npm-cache")) {
      await mkdir(npmCache, { recursive: true });
      return new PublishedCycle({
        ...{ npmDir, npmCache, env, waits },
        dir: await newFolder(),
        nodePath: process.execPath,
        chromiumPath: found.path,
      });
    },
    [Symbol.asyncDispose]: () => closing.disposeAsync(),
  };
}
