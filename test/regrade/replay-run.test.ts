import { readFile } from "node:fs/promises";
import { expect, it } from "vitest";
import type { Browser, SitePage } from "../../pipeline/browser/site-page.ts";
import { resolveSettings } from "../../pipeline/config/settings.ts";
import { InfrastructureError } from "../../pipeline/errors.ts";
import { readRecords } from "../../pipeline/run/json-lines.ts";
import { openRunReader } from "../../pipeline/run/open-run-reader.ts";
import { RunPaths } from "../../pipeline/run/run-paths.ts";
import type { SiteFiles, SiteHost } from "../../pipeline/site/site-slot.ts";
import { writeRecordedRun } from "../../scripts/bench/recorded-run.ts";
import { replayRun } from "../../stages/regrade/replay-run.ts";
import { temporaryFolder } from "../support/temporary-folder.ts";

/** Sites that come up, or do not; a page that is only looked at. */
function machinery(url: string | null, served: SiteFiles[]): { siteHost: SiteHost; browser: Browser } {
  const skipped = { status: "skipped", reason: "" } as const;
  const unplanned = (): never => {
    throw new Error("this call was not planned");
  };
  const close = { [Symbol.asyncDispose]: async () => undefined };
  const page: SitePage = {
    isSettled: true,
    ...{ settle: unplanned, screenshot: unplanned, act: unplanned, problems: unplanned, ...close },
    observe: async () => ({
      url: url ?? "",
      title: "",
      elements: [],
      truncated: false,
      image: new Uint8Array(),
    }),
  };
  return {
    siteHost: {
      ...close,
      openSlot: () => ({
        ...close,
        proxyServer: "http://127.0.0.1:1",
        release: unplanned,
        takeBlockedHosts: unplanned,
        endReason: unplanned,
        async serve(files) {
          served.push(files);
          return { install: skipped, start: skipped, url, added: [], dependencies: null };
        },
      }),
    },
    browser: { ...close, version: "", openPage: async () => page },
  };
}

async function recorded(openMachinery: Parameters<typeof replayRun>[0]["openMachinery"]) {
  const dir = await temporaryFolder();
  await writeRecordedRun(dir, 2, { siteBytes: 500, width: 64, height: 48 });
  const endpoint = { baseURL: "rehearsal", model: "m" };
  return {
    run: await openRunReader(dir),
    paths: new RunPaths(dir),
    settings: resolveSettings(
      { run: dir, models: { teacher: endpoint, vision: endpoint, feedback: endpoint } },
      2,
    ),
    ...{ name: "again", limit: null, openMachinery, signal: new AbortController().signal },
  };
}

it("rebuilds each site from its stored files, and keeps the outcome and the script", async () => {
  const served: SiteFiles[] = [];
  const options = await recorded(async () => machinery("http://localhost:5173/", served));
  const { replays, replaysPath } = await replayRun(options);
  expect(replays.map(({ outcome, step, actions }) => [outcome, step, actions])).toEqual([
    ["green", 2, 0],
    ["green", 2, 0],
  ]);
  expect(served.map((files) => files.size)).toEqual([14, 14]);
  expect(await Array.fromAsync(readRecords(replaysPath, "gui-replay"))).toEqual(replays);
  const script = await readFile(options.paths.guiScript("again", replays[0]?.trajectoryId ?? ""), "utf8");
  expect(script).toContain('import { expect, test } from "@playwright/test";\n\ntest("Please implement');
});

it.each<[string, () => Promise<ReturnType<typeof machinery>>, string, RegExp]>([
  ["a site that does not start is red", async () => machinery(null, []), "red", /does not start/],
  [
    "a machine that breaks down says nothing of the site",
    () => Promise.reject(new InfrastructureError("no sandbox")),
    "infra-error",
    /no sandbox/,
  ],
])("%s", async (_, openMachinery, outcome, reason) => {
  const { replays } = await replayRun(await recorded(openMachinery));
  expect(replays).toMatchObject([{ outcome }, { outcome }]);
  expect(replays[0]?.reason).toMatch(reason);
});

/** Sites that start or not, in turn. */
function inTurn(starts: readonly boolean[]) {
  let tried = 0;
  return async () => machinery(starts[tried++ % starts.length] ? "http://localhost:5173/" : null, []);
}

it.each<[string, boolean[], number, object]>([
  ["green when most tries are", [true], 3, { outcome: "green", times: 3, green: 3 }],
  ["green when a red is not confirmed", [false, true], 1, { outcome: "green", times: 1, green: 1 }],
  ["red when a red is confirmed", [false, false], 1, { outcome: "red", times: 1, green: 0 }],
  ["green with one red of three", [true, false, true], 3, { outcome: "green", times: 3, green: 2 }],
  ["red when half of the tries are", [true, false], 2, { outcome: "red", times: 2, green: 1 }],
])("A test is %s", async (_, starts, times, expected) => {
  const { replays } = await replayRun({ ...(await recorded(inTurn(starts))), limit: 1, times });
  expect(replays).toMatchObject([expected]);
});
