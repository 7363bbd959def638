import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test, vi } from "vitest";
import type { Browser } from "../../pipeline/browser/site-page.ts";
import type { SiteHost, SiteSlot } from "../../pipeline/site/site-slot.ts";
import { compareLater } from "../../scripts/bench/site/compare-later.ts";
import { settlingPages } from "../../scripts/bench/site/settling-pages.ts";
import { realSiteHost } from "../site/real-host.ts";
import { realBrowser } from "./real-browser.ts";

// real programs on a machine that may be busy
vi.setConfig({ testTimeout: 90_000, hookTimeout: 120_000 });

let workDir: string;
let host: SiteHost;
let slot: SiteSlot;
let browser: Browser;

beforeAll(async () => {
  workDir = await mkdtemp(join(tmpdir(), "settled-pages-"));
  host = await realSiteHost(workDir);
  slot = host.openSlot();
  browser = await realBrowser(workDir);
});
afterAll(async () => {
  await browser[Symbol.asyncDispose]();
  await host[Symbol.asyncDispose]();
  await rm(workDir, { recursive: true, force: true });
});

/** One for each thing that is waited for; `npm run bench:site -- --only settled` looks at all. */
const names = [
  ...["lazy images", "skeletons that shimmer until the data comes", "staggered entry animations"],
  ...["reveal on intersection", "a chart that grows on its canvas, frame by frame"],
  ...["a canvas drawn after a timer", "a carousel that never stops"],
];
const pages = settlingPages.filter(({ name }) => names.includes(name));

test("none is forgotten", () => {
  expect(pages).toHaveLength(names.length);
});

// on a machine that is too busy to load a page in time, it is right to call that page restless
test.for(pages)("$name", { retry: 2 }, async ({ files, comesToRest }) => {
  const { settled, differing } = await compareLater(slot, browser, files);
  expect(settled).toBe(comesToRest);
  if (comesToRest) expect(differing).toBe(0);
});
