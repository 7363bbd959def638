import type { Page } from "playwright";

/** Longer than any goal: what takes so long has failed. */
const timeout = 60_000;

const overview = ".overview-panels";
/** How many trajectories the list holds. */
const listCount = '[aria-label="List of trajectories"] strong';

/** Milliseconds until a page shows its overview, from nothing. */
export function timeFirstView(page: Page, url: string, run: string): Promise<number> {
  return timed(async () => {
    await page.goto(`${url}#/${run}/overview`);
    await page.waitForSelector(overview, { timeout });
  });
}

/** From an open page to a trajectory that it did not show before, as following a link does. */
export function timeTrajectory(page: Page, run: string, id: string): Promise<number> {
  return timed(async () => {
    await page.evaluate((hash) => {
      location.hash = hash;
    }, `#/${run}/trajectory/${id}`);
    await page.waitForFunction(
      (wanted) =>
        location.hash.includes(wanted) &&
        document.querySelector('[data-view="trajectory"][data-ready]')?.textContent?.includes(wanted) ===
          true,
      id,
      { timeout, polling: "raf" },
    );
  });
}

/** Opens the list, and waits until it shows all. */
export async function openList(page: Page, run: string): Promise<void> {
  await page.evaluate((hash) => {
    location.hash = hash;
  }, `#/${run}/trajectories`);
  await page.waitForSelector(listCount, { timeout });
}

/** In the browser, from a change of the list's address, which holds its filters, to the list that is drawn with it. */
export function timeFilter(page: Page, run: string, query: string): Promise<number> {
  return page.evaluate(
    async ({ hash, shown }) => {
      const countOf = () => document.querySelector(shown)?.textContent;
      const before = countOf();
      const began = performance.now();
      location.hash = hash;
      while (countOf() === before) {
        if (performance.now() - began > 10_000) throw new Error(`Nothing changed for ${hash}`);
        await new Promise((resolve) => requestAnimationFrame(resolve));
      }
      // the frame in which it is painted
      await new Promise((resolve) => requestAnimationFrame(resolve));
      return performance.now() - began;
    },
    { hash: `#/${run}/trajectories${query}`, shown: listCount },
  );
}

async function timed(work: () => Promise<unknown>): Promise<number> {
  const began = performance.now();
  await work();
  return performance.now() - began;
}
