import { findBrowser } from "../../pipeline/browser/find-browser.ts";
import type { Browser } from "../../pipeline/browser/site-page.ts";
import { type BrowserOptions, launchBrowser } from "../../pipeline/browser/warm-browser.ts";
import { findProgram } from "../../pipeline/find-program.ts";

/** The machine's Chromium in its box. */
export async function realBrowser(
  workDir: string,
  overrides: Partial<BrowserOptions> = {},
): Promise<Browser> {
  const searchPath = process.env.PATH ?? "";
  const configuredPath = process.env.CHROMIUM_PATH;
  const found = await findBrowser({ searchPath, ...(configuredPath ? { configuredPath } : {}) });
  const bwrapPath = await findProgram("bwrap", searchPath);
  if (!found || !bwrapPath) throw new Error("Chromium and bubblewrap are needed: run npx curate doctor");
  return launchBrowser({ executablePath: found.path, bwrapPath, workDir, ...overrides });
}
