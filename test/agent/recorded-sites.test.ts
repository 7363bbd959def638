import { expect, test } from "vitest";
import { recordedSites } from "../../pipeline/agent/recorded-sites.ts";
import type { SiteFiles, SiteSlot } from "../../pipeline/site/site-slot.ts";
import { runScript } from "../support/scripted-agent.ts";
import { temporaryFolder } from "../support/temporary-folder.ts";

const signal = new AbortController().signal;
const page = (text: string) => `<boltAction type="file" filePath="index.html"><h1>${text}</h1></boltAction>`;
const filesOf = (text: string): SiteFiles => new Map([["index.html", Buffer.from(`<h1>${text}</h1>\n`)]]);

async function record() {
  const { trajectory, store } = await runScript(
    await temporaryFolder(),
    [
      { reply: page("one"), consoleErrors: ["x is not a function"] },
      { reply: page("two"), start: "failed" },
      { reply: '<boltAction type="finish"/>' },
    ],
    undefined,
    {},
    { judges: "models" },
  );
  return { trajectory, blobs: store };
}

const slotOf = (recorded: Awaited<ReturnType<typeof record>>, fromStep = 0): SiteSlot =>
  recordedSites(recorded, fromStep).siteHost.openSlot();

test("each step's site comes back as it was: outcomes, picture, complaints, dependencies", async () => {
  const recorded = await record();
  const { siteHost, browser } = recordedSites(recorded, 0);
  const slot = siteHost.openSlot();
  const served = await slot.serve(filesOf("one"), signal);
  expect(served).toMatchObject({ install: { status: "ok" }, url: "http://localhost:5173/" });
  expect(served.dependencies?.lockFile).toContain("lockfileVersion");
  await using seen = await browser.openPage({ url: served.url ?? "", proxyServer: "", signal });
  expect(Buffer.from(await seen.screenshot()).toString()).toBe("picture of step 0");
  expect(seen.problems().consoleErrors).toEqual(["x is not a function"]);
  expect(await slot.serve(filesOf("two"), signal)).toMatchObject({ start: { status: "failed" }, url: null });
});

test("a replay that was broken off goes on at its step", async () => {
  expect((await slotOf(await record(), 1).serve(filesOf("two"), signal)).url).toBeNull();
});

test.for<[string, (slot: SiteSlot) => Promise<unknown>, RegExp]>([
  ["other files", (slot) => slot.serve(filesOf("other"), signal), /Step 0 of trajectory t1 .*index\.html/],
  [
    "more steps than were recorded",
    async (slot) => {
      for (const text of ["one", "two", "three"]) await slot.serve(filesOf(text), signal);
    },
    /recording of trajectory t1 ends/,
  ],
])("%s are refused", async ([, act, message]) => {
  await expect(act(slotOf(await record()))).rejects.toThrow(message);
});

test("a restart before a step takes nothing from the recording", async () => {
  const slot = slotOf(await record());
  expect((await slot.serve(new Map(), signal)).url).toBeNull();
  expect((await slot.serve(filesOf("one"), signal)).url).not.toBeNull();
});
