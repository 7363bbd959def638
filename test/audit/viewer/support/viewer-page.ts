import { readFile } from "node:fs/promises";
import { createRequire } from "node:module";
import type { Browser, Page } from "playwright";
import { onTestFinished } from "vitest";

interface PageOptions {
  /** Default: 1280. */
  width?: number;
  theme?: "light" | "dark";
  /** Kept in the browser before. */
  kept?: Record<string, string>;
}

export interface ViewerPage {
  page: Page;
  /** Exceptions, errors of the console, and what the policy refused. */
  complaints: string[];
}

/** A page of its own in a browser of its own, closed with the test. */
export async function openViewerPage(
  browser: Browser,
  url: string,
  { width = 1280, theme = "light", kept = {} }: PageOptions = {},
): Promise<ViewerPage> {
  const context = await browser.newContext({
    viewport: { width, height: 800 },
    colorScheme: theme,
    reducedMotion: "reduce",
  });
  onTestFinished(() => context.close());
  context.setDefaultTimeout(30_000);
  await context.addInitScript((entries) => {
    for (const [key, text] of Object.entries(entries)) {
      if (localStorage.getItem(key) === null) localStorage.setItem(key, text);
    }
  }, kept);
  const page = await context.newPage();
  const complaints: string[] = [];
  page.on("pageerror", (error) => complaints.push(error.message));
  page.on("console", (message) => {
    // the browser's own wish
    if (message.location().url.endsWith("/favicon.ico")) return;
    if (message.type() === "error" || message.type() === "warning") complaints.push(message.text());
  });
  await page.goto(url);
  return { page, complaints };
}

/** What axe finds serious or critical, each with where. `rules`: only these, of those that another look can change. */
export async function seriousViolations(page: Page, rules?: readonly string[]): Promise<string[]> {
  const axe = await readFile(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");
  const options = { resultTypes: ["violations"], ...(rules && { runOnly: { type: "rule", values: rules } }) };
  // evaluated by the debugger: a script element is refused by the page's policy
  return page.evaluate(`${axe};
    axe.run(document, ${JSON.stringify(options)}).then(({ violations }) =>
      violations
        .filter(({ impact }) => impact === "serious" || impact === "critical")
        .flatMap(({ id, nodes }) => nodes.map(({ target, failureSummary }) => id + ": " + target.join(" ") + " " + failureSummary)))`);
}

/** How far the page is wider than its window, in pixels. */
export function overflow(page: Page): Promise<number> {
  return page.evaluate(() => document.documentElement.scrollWidth - window.innerWidth);
}
