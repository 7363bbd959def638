import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { chromium } from "playwright";
import { findBrowser } from "../browser/find-browser.ts";
import type { Browser } from "../browser/site-page.ts";
import { launchBrowser } from "../browser/warm-browser.ts";
import type { Settings } from "../config/settings.ts";
import { UserError } from "../errors.ts";
import { findProgram } from "../find-program.ts";
import { readNpmConfig } from "../site/npm-config.ts";
import { npmFolder } from "../site/npm-folder.ts";
import { createSiteHost } from "../site/site-host.ts";
import type { SiteHost } from "../site/site-slot.ts";
import type { CommandContext } from "./command-context.ts";

/** What sites are built, served and looked at with. */
export interface Machinery {
  siteHost: SiteHost;
  browser: Browser;
}

/** Opens sandbox and browser, does the work, and closes them whatever happens. */
export async function withMachinery<Result>(
  settings: Settings,
  context: CommandContext,
  work: (machinery: Machinery) => Promise<Result>,
): Promise<Result> {
  const searchPath = context.env.PATH ?? "";
  const executablePath = await requireBrowser(settings, context);
  const bwrapPath = await findProgram("bwrap", searchPath);
  if (bwrapPath === null) {
    throw new UserError(
      "bubblewrap (bwrap) is not installed: generated websites are never run outside a sandbox. `npm run setup` installs it, `npx curate doctor` says what else is missing.",
    );
  }
  const npmDir = npmFolder();
  const user = process.getuid?.() ?? 0;
  const workDir = join(tmpdir(), `webgen-curator-${user}`);
  await using siteHost = await createSiteHost({
    cacheDir: resolve(context.cwd, settings.site.cache),
    workDir,
    bwrapPath,
    nodePath: process.execPath,
    npmDir,
    npmConfig: await readNpmConfig({ npmDir, env: context.env }),
    slots: settings.site.slots,
    installTimeoutMs: settings.site.installTimeoutMs,
    startTimeoutMs: settings.site.startTimeoutMs,
  });
  await using browser = await launchBrowser({ executablePath, bwrapPath, workDir });
  return await work({ siteHost, browser });
}

/** The Chromium that the user named; an empty variable names none. */
export function configuredBrowser(settings: Settings, context: CommandContext): string | null {
  return settings.site.browserPath ?? (context.env.CHROMIUM_PATH || null);
}

async function requireBrowser(settings: Settings, context: CommandContext): Promise<string> {
  const configuredPath = configuredBrowser(settings, context);
  const found = await findBrowser({
    ...(configuredPath !== null && { configuredPath }),
    playwrightPath: chromium.executablePath(),
    searchPath: context.env.PATH ?? "",
  });
  if (found !== null) return found.path;
  throw new UserError(
    "No Chromium was found. `npm run setup` installs one; or name yours in site.browserPath of the configuration.",
  );
}
