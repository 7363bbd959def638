import type { Browser } from "../../../pipeline/browser/site-page.ts";
import type { SiteFiles, SiteSlot } from "../../../pipeline/site/site-slot.ts";
import { differingPixels } from "./differing-pixels.ts";

const never = new AbortController().signal;
const laterMs = 3_000;

/** Takes a picture as soon as the page is said to be at rest, and another 3 s later. */
export async function compareLater(
  slot: SiteSlot,
  browser: Browser,
  files: SiteFiles,
): Promise<{ settled: boolean; differing: number }> {
  const { url, start } = await slot.serve(files, never);
  if (url === null) throw new Error(`the fixture did not start: ${JSON.stringify(start)}`);
  await using page = await browser.openPage({
    ...{ url, firstLook: "screenshot", signal: never },
    proxyServer: slot.proxyServer,
  });
  const settled = page.isSettled;
  const first = await page.screenshot();
  await new Promise((resolve) => setTimeout(resolve, laterMs));
  return { settled, differing: differingPixels(first, await page.screenshot()) };
}
