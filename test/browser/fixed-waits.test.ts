import { expect, onTestFinished, test, vi } from "vitest";
import type { PageAction } from "../../pipeline/browser/site-page.ts";
import { temporaryFolder } from "../support/temporary-folder.ts";
import { PageServer } from "./page-server.ts";
import { realBrowser } from "./real-browser.ts";

// real programs on a machine that may be busy
vi.setConfig({ testTimeout: 90_000 });

test("at the published pace every look at the page comes a fixed time after it was opened or acted on", async () => {
  const waits: number[] = [];
  const browser = await realBrowser(await temporaryFolder(), {
    fixedWaits: async (ms) => void waits.push(ms),
  });
  onTestFinished(() => browser[Symbol.asyncDispose]());
  await using server = await PageServer.open();
  server.pages.set("/", '<input value="a"><button>b</button><div style="height:3000px"></div>');
  await using page = await browser.openPage({
    url: "http://localhost:3000/",
    proxyServer: server.proxyServer,
    signal: new AbortController().signal,
  });
  await page.screenshot();
  const actions: PageAction[] = [
    { kind: "type", index: 0, text: "x" },
    { kind: "click", index: 1 },
    { kind: "click", index: 1 },
    { kind: "scroll", target: "WINDOW", direction: "down" },
  ];
  for (const action of actions) {
    await page.observe();
    expect(await page.act(action)).toMatchObject({ ok: true });
  }
  expect(waits).toEqual([3_000, 10_000, 3_000, 3_000, 3_000]);
  expect(page.isSettled).toBe(false);
});
