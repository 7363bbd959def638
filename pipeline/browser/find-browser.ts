import { readFile, realpath, stat } from "node:fs/promises";
import { basename } from "node:path";
import { UserError } from "../errors.ts";
import { findProgram, isExecutableFile } from "../find-program.ts";

/** The Chromium to use, and who put it there. */
export interface FoundBrowser {
  path: string;
  source: "configured" | "playwright" | "system";
}

/** Names that distributions give to Chromium, and Chrome after them. */
const systemNames = ["chromium", "chromium-browser", "google-chrome", "google-chrome-stable"];

/** A launcher script is smaller than this, a browser far larger. */
const maxScriptBytes = 2 ** 16;

/**
 * Finds a Chromium: the configured one, else Playwright's own, else the system's; null when there is none.
 * Throws UserError when a browser was configured and is not there: another one would make other screenshots.
 */
export async function findBrowser(options: {
  /** from the configuration or the CHROMIUM_PATH environment variable */
  configuredPath?: string;
  /** where Playwright keeps the browser of its own version, there or not */
  playwrightPath?: string;
  /** a PATH variable */
  searchPath: string;
}): Promise<FoundBrowser | null> {
  const { configuredPath, playwrightPath, searchPath } = options;
  if (configuredPath) {
    if (await isExecutableFile(configuredPath)) return { path: configuredPath, source: "configured" };
    throw new UserError(
      `Browser: the configured Chromium must be a program that can be run, found none at ${configuredPath}. Correct CHROMIUM_PATH or "site.browserPath", or leave it out to have one found.`,
    );
  }
  if (playwrightPath && (await isExecutableFile(playwrightPath)))
    return { path: playwrightPath, source: "playwright" };
  for (const name of systemNames) {
    const path = await findProgram(name, searchPath);
    if (path && !(await isSnap(path))) return { path, source: "system" };
  }
  return null;
}

/** A snap sees its own /tmp and no hidden folder, and does not start in a sandbox: no use to us. */
async function isSnap(path: string): Promise<boolean> {
  if (basename(await realpath(path)) === "snap") return true;
  const { size } = await stat(path);
  return size < maxScriptBytes && (await readFile(path, "latin1")).includes("/snap/bin/");
}
