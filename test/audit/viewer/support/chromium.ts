import { type Browser, chromium } from "playwright";
import { findBrowser } from "../../../../pipeline/browser/find-browser.ts";

/** The machine's Chromium, as a person has it: to look at our own pages, which need no box around them. */
export async function openChromium(): Promise<Browser> {
  const searchPath = process.env.PATH ?? "";
  const configuredPath = process.env.CHROMIUM_PATH;
  const found = await findBrowser({ searchPath, ...(configuredPath ? { configuredPath } : {}) });
  if (!found) throw new Error("Chromium is needed: run npx curate doctor");
  return chromium.launch({ executablePath: found.path, args: ["--no-sandbox"] });
}
