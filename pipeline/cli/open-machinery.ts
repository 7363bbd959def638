import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { setTimeout } from "node:timers/promises";
import { chromium } from "playwright";
import { findBrowser } from "../browser/find-browser.ts";
import type { Browser } from "../browser/site-page.ts";
import { launchBrowser } from "../browser/warm-browser.ts";
import { parseSize } from "../config/parse-size.ts";
import type { Settings } from "../config/settings.ts";
import { UserError } from "../errors.ts";
import { readNpmConfig } from "../site/npm-config.ts";
import { npmFolder } from "../site/npm-folder.ts";
import { BubblewrapSandbox } from "../site/sandbox/bubblewrap.ts";
import { describeWeaknesses } from "../site/sandbox/describe-weaknesses.ts";
import { openSandbox } from "../site/sandbox/open-sandbox.ts";
import type { Sandbox } from "../site/sandbox/sandbox.ts";
import { createSiteHost } from "../site/site-host.ts";
import type { SiteHost } from "../site/site-slot.ts";
import type { CommandContext } from "./command-context.ts";

/** What sites are built, served and looked at with. */
export interface Machinery {
  siteHost: SiteHost;
  browser: Browser;
}

/**
 * Does the work, and closes whatever was opened for it. Sandbox and browser are opened when they are first asked for:
 * work that finds everything done needs neither.
 */
export async function withMachinery<Result>(
  settings: Settings,
  context: CommandContext,
  work: (openMachinery: () => Promise<Machinery>) => Promise<Result>,
): Promise<Result> {
  await using opened = new AsyncDisposableStack();
  let machinery: Promise<Machinery> | null = null;
  try {
    return await work(() => {
      machinery ??= openMachinery(settings, context, opened);
      return machinery;
    });
  } finally {
    // what is being opened still must be, so that it is closed
    await Promise.allSettled([machinery]);
  }
}

async function openMachinery(
  settings: Settings,
  context: CommandContext,
  opened: AsyncDisposableStack,
): Promise<Machinery> {
  const executablePath = await requireBrowser(settings, context);
  const { siteHost, sandbox } = await openSites(settings, context, opened);
  const browser = opened.use(
    await launchBrowser({
      ...{ executablePath, workDir: workDir() },
      bwrapPath: sandbox instanceof BubblewrapSandbox ? sandbox.bwrapPath : null,
      maxPages: settings.site.browserMaxPages,
      fixedWaits: settings.compat.fixedWaits ? setTimeout : undefined,
    }),
  );
  return { siteHost, browser };
}

/** The sandbox and the sites in it, without a browser. Whoever gives `opened` closes them. */
export async function openSites(
  settings: Settings,
  context: CommandContext,
  opened: AsyncDisposableStack,
): Promise<{ siteHost: SiteHost; sandbox: Sandbox }> {
  const sandbox = opened.use(
    await openSandbox({
      name: settings.site.sandbox,
      platform: process.platform,
      searchPath: context.env.PATH ?? "",
    }),
  );
  const warning = describeWeaknesses(sandbox);
  if (warning !== null) context.report({ kind: "notice", message: warning });
  const npmDir = npmFolder();
  const siteHost = opened.use(
    await createSiteHost({
      cacheDir: resolve(context.cwd, settings.site.cache),
      cacheMaxBytes: parseSize(settings.site.cacheMaxSize),
      workDir: workDir(),
      sandbox,
      nodePath: process.execPath,
      npmDir,
      npmConfig: await readNpmConfig({ npmDir, env: context.env }),
      slots: settings.site.slots,
      installTimeoutMs: settings.site.installTimeoutMs,
      startTimeoutMs: settings.site.startTimeoutMs,
    }),
  );
  return { siteHost, sandbox };
}

function workDir(): string {
  return join(tmpdir(), `webgen-curator-${process.getuid?.() ?? 0}`);
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
