import { readFile } from "node:fs/promises";
import { createRequire } from "node:module";
import { type Browser, type BrowserContextOptions, chromium, type Page } from "playwright";
import { findBrowser } from "../../../pipeline/browser/find-browser.ts";

const axeScript = createRequire(import.meta.url).resolve("axe-core/axe.min.js");

/** The machine's Chromium, as a person would use it. */
export async function launchPersonsBrowser(): Promise<Browser> {
  const configuredPath = process.env.CHROMIUM_PATH;
  const found = await findBrowser({
    searchPath: process.env.PATH ?? "",
    ...(configuredPath ? { configuredPath } : {}),
  });
  if (found === null) throw new Error("Chromium is needed: run npx curate doctor");
  return chromium.launch({ executablePath: found.path, chromiumSandbox: false });
}

/** A page that notes everything it complains of, and whatever ran that must not. */
export interface WatchedPage {
  page: Page;
  /** Exceptions, console errors and refusals by the content security policy; missing pictures are none. */
  complaints: string[];
}

export async function openPage(browser: Browser, options: BrowserContextOptions = {}): Promise<WatchedPage> {
  const context = await browser.newContext({ viewport: { width: 1280, height: 900 }, ...options });
  const page = await context.newPage();
  page.setDefaultTimeout(20_000);
  const complaints: string[] = [];
  page.on("pageerror", (error) => complaints.push(error.message));
  page.on("console", (message) => {
    // an opened site may complain of what it likes
    const isSite = message.location().url.includes(".localhost");
    if (message.type() === "error" && !isSite && !message.text().includes("404"))
      complaints.push(message.text());
  });
  return { page, complaints };
}

/** Goes to another place in the viewer, and resolves once it is drawn as far as its data is there. */
export async function goTo(page: Page, hash: string): Promise<void> {
  await page.evaluate(async (to) => {
    if (location.hash === to) return;
    await new Promise((resolve) => {
      // the viewer listens longer than we do, and draws in the turn in which it hears of it
      addEventListener("hashchange", () => setTimeout(resolve), { once: true });
      location.hash = to;
    });
  }, hash);
}

/** What axe finds that is serious or critical, as `rule: element`; in the second theme only colours can differ. */
export async function seriousViolations(page: Page, colorScheme: "light" | "dark"): Promise<string[]> {
  // the policy of the page lets no script in: axe is evaluated from outside
  await page.evaluate(await readFile(axeScript, "utf8"));
  return await page.evaluate(
    async (rules) => {
      const { axe } = window as unknown as { axe: typeof import("axe-core") };
      const { violations } = await axe.run(document, { ...rules, resultTypes: ["violations"] });
      return violations
        .filter(({ impact }) => impact === "serious" || impact === "critical")
        .flatMap(({ id, nodes }) => nodes.map(({ html }) => `${id}: ${html.slice(0, 160)}`));
    },
    colorScheme === "dark" ? { runOnly: ["color-contrast"] } : {},
  );
}

/** Whether anything of the hostile content ran. */
export function ranHostile(page: Page): Promise<boolean> {
  return page.evaluate(() => "ran" in window);
}
