import { appendFile, readFile, rm, writeFile } from "node:fs/promises";
import { expect, it } from "vitest";
import { indexSealed } from "../../pipeline/index/index-sealed.ts";
import { readSummaries } from "../../pipeline/index/summaries-index.ts";
import { openRunReader } from "../../pipeline/run/open-run-reader.ts";
import { RunPaths, storeFiles } from "../../pipeline/run/run-paths.ts";
import { writeRecordedRun } from "../../scripts/bench/recorded-run.ts";
import { beginTrajectory } from "../audit/support/written-trajectory.ts";
import { temporaryFolder } from "../support/temporary-folder.ts";

const signal = new AbortController().signal;

async function recorded(trajectories: number) {
  const dir = await temporaryFolder();
  await writeRecordedRun(dir, trajectories, { siteBytes: 300, width: 64, height: 48 });
  const run = await openRunReader(dir);
  const paths = new RunPaths(dir);
  return { dir, run, paths, index: () => readFile(paths.summaries, "utf8") };
}

it("reads every journal once, and makes the same bytes when it is deleted", async () => {
  const { run, paths, index } = await recorded(4);
  const first = await readSummaries({ run, signal });
  expect(first.newlyRead).toBe(4);
  const bytes = await index();
  expect((await readSummaries({ run, signal })).newlyRead).toBe(0);
  await rm(paths.summaries);
  const again = await readSummaries({ run, signal });
  expect(again).toEqual(first);
  expect(await index()).toBe(bytes);
});

it("needs no packs", async () => {
  const { run, paths } = await recorded(2);
  const whole = await readSummaries({ run, signal, keep: false });
  for (const id of await run.trajectoryIds()) await rm(storeFiles(paths.trajectory(id)).pack);
  expect(await readSummaries({ run, signal, keep: false })).toEqual(whole);
});

it("takes what recording added as trajectories were sealed, in any order", async () => {
  const { run, index, paths } = await recorded(3);
  for (const id of (await run.trajectoryIds()).toReversed()) await indexSealed(run, id);
  expect((await readSummaries({ run, signal })).newlyRead).toBe(0);
  const bytes = await index();
  await rm(paths.summaries);
  await readSummaries({ run, signal });
  expect(await index()).toBe(bytes);
});

it.each<[string, (index: string) => string, number]>([
  ["a line that a crash cut short", (index) => index.slice(0, -40), 1],
  ["a line of an older version", (index) => index.replace('"version":1', '"version":0'), 1],
  [
    "a line of another journal",
    (index) => index.replace(/"journalDigest":"\w{8}/, '"journalDigest":"00000000'),
    1,
  ],
  ["a line that is there twice", (index) => `${index}${index.split("\n")[0]}\n`, 0],
])("is none the worse for %s", async (_, damaged, readAgain) => {
  const { run, paths, index } = await recorded(3);
  await readSummaries({ run, signal });
  const bytes = await index();
  await writeFile(paths.summaries, damaged(bytes));
  expect((await readSummaries({ run, signal })).newlyRead).toBe(readAgain);
  expect(await index()).toBe(bytes);
});

it("keeps in the index what is sealed and whole, and reads the rest each time", async () => {
  const { dir, run, index, paths } = await recorded(1);
  const begun = await beginTrajectory(dir, "a-begun");
  await begun.step();
  const broken = await beginTrajectory(dir, "b-broken");
  await broken.seal(null);
  await appendFile(storeFiles(paths.trajectory("b-broken")).journal, "rubbish\n");
  const { readings } = await readSummaries({ run, signal });
  expect(readings.get("a-begun")).toMatchObject({ damage: null, summary: { outcome: null, steps: 1 } });
  expect(readings.get("b-broken")).toMatchObject({
    damage: "line 3: no checksum",
    summary: { outcome: "finished" },
  });
  expect((await index()).split("\n")).toHaveLength(2);
  expect((await readSummaries({ run, signal })).newlyRead).toBe(2);
  await begun.seal();
});
