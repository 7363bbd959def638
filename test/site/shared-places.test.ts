import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test, vi } from "vitest";
import type { SiteHost, SiteSlot } from "../../pipeline/site/site-slot.ts";
import { fetchThroughProxy } from "./fetch-through-proxy.ts";
import { realSiteHost } from "./real-host.ts";
import { plainViteSite, siteFiles } from "./site-files.ts";

// real programs on a machine that may be busy
vi.setConfig({ testTimeout: 90_000, hookTimeout: 120_000 });

const never = new AbortController().signal;
let workDir: string;
let host: SiteHost;

beforeAll(async () => {
  workDir = await mkdtemp(join(tmpdir(), "shared-places-"));
  host = await realSiteHost(workDir, { slots: 1 });
});
afterAll(async () => {
  await host[Symbol.asyncDispose]();
  await rm(workDir, { recursive: true, force: true });
});

const page = (text: string) => siteFiles({ "index.html": `<h1>${text}</h1>` });

async function shownBy(slot: SiteSlot, text: string): Promise<{ kept: boolean; body: string }> {
  const { start, url } = await slot.serve(page(text), never);
  const { body } = await fetchThroughProxy(slot.proxyServer, url ?? "");
  return { kept: start.status === "ok" && start.cached, body };
}

test("a released site is kept until another needs the place, and then built again from its files", async () => {
  await using mine = host.openSlot();
  await using other = host.openSlot();
  expect(await shownBy(mine, "Mine")).toEqual({ kept: false, body: "<h1>Mine</h1>" });
  mine.release();
  expect(await shownBy(mine, "Mine again")).toEqual({ kept: true, body: "<h1>Mine again</h1>" });
  mine.release();
  expect(await shownBy(other, "Other")).toEqual({ kept: false, body: "<h1>Other</h1>" });
  other.release();
  expect(await shownBy(mine, "Mine again")).toEqual({ kept: false, body: "<h1>Mine again</h1>" });
});

test("a site in use is never taken down, however many wait", async () => {
  await using mine = host.openSlot();
  const { url } = await mine.serve(page("In use"), never);
  await using other = host.openSlot();
  const waiting = shownBy(other, "Other");
  const read = async () => (await fetchThroughProxy(mine.proxyServer, url ?? "")).body;
  expect(await read()).toBe("<h1>In use</h1>");
  // a wait that ends by itself would show up between two readings
  expect(await Promise.race([waiting, read()])).toBe("<h1>In use</h1>");
  mine.release();
  expect((await waiting).body).toBe("<h1>Other</h1>");
});

test("three that wait for each other between their steps share one place", async () => {
  const slots = [host.openSlot(), host.openSlot(), host.openSlot()];
  try {
    const steps = [0, 1, 2].map(() => slots.map(() => Promise.withResolvers<void>()));
    const bodies = await Promise.all(
      slots.map(async (slot, index) => {
        const seen: string[] = [];
        for (const step of steps) {
          seen.push((await shownBy(slot, `${index}`)).body);
          slot.release();
          step[index]?.resolve();
          await Promise.all(step.map(({ promise }) => promise));
        }
        return seen;
      }),
    );
    expect(bodies).toEqual([0, 1, 2].map((index) => Array(3).fill(`<h1>${index}</h1>`)));
  } finally {
    await Promise.all(slots.map((slot) => slot[Symbol.asyncDispose]()));
  }
});

test("a slot that was closed gives its place back, and serves no more", async () => {
  const mine = host.openSlot();
  await mine.serve(siteFiles(plainViteSite), never);
  await mine[Symbol.asyncDispose]();
  await mine[Symbol.asyncDispose]();
  await expect(mine.serve(page("Late"), never)).rejects.toThrow(/closed/);
  await using other = host.openSlot();
  expect((await shownBy(other, "Other")).body).toBe("<h1>Other</h1>");
});
