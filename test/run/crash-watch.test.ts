import { mkdir, readdir, writeFile } from "node:fs/promises";
import { expect, test } from "vitest";
import type { UnderWay } from "../../pipeline/contracts/generated/under-way.ts";
import { ItemError } from "../../pipeline/errors.ts";
import {
  countCrashes,
  forgetCrashes,
  isQuarantined,
  mostCrashes,
  readUnderWay,
  watchForCrashes,
} from "../../pipeline/run/crash-watch.ts";
import { RunPaths, underWayFile } from "../../pipeline/run/run-paths.ts";
import type { TrajectoryEvent } from "../../pipeline/run/trajectory.ts";
import { endQuarantines, findSuspects } from "../../stages/record/find-suspects.ts";
import { temporaryFolder } from "../support/temporary-folder.ts";

type Event = Pick<TrajectoryEvent, "event">;
const events = (...names: Event["event"][]): Event[] => names.map((event) => ({ event }));
const opened = events("trajectory-opened");

const mark = (parts: Partial<UnderWay>): UnderWay => ({
  ...{ schema: "under-way.v1", underWay: true, progress: 1, crashes: 0 },
  ...parts,
});

test.each<[string, UnderWay | null, Event[], number]>([
  ["no mark: nothing happened", null, opened, 0],
  ["the process ended once", mark({}), opened, 1],
  ["once more at the same place", mark({ crashes: 1 }), opened, 2],
  [
    "calls that were sent, and failed, bring nothing forward",
    mark({ crashes: 1 }),
    events("trajectory-opened", "call-intended", "call-failed", "step-retried"),
    2,
  ],
  [
    "an answer does: it ended once at the new place",
    mark({ crashes: 2 }),
    events("trajectory-opened", "call-intended", "call-returned"),
    1,
  ],
  ["the work was put down: that is no end", mark({ underWay: false, crashes: 2 }), opened, 2],
  [
    "put down, and gone on since",
    mark({ underWay: false, crashes: 2 }),
    events("trajectory-opened", "step-committed"),
    0,
  ],
])("%s", (_, marker, journal, crashes) => {
  expect(countCrashes(marker, journal)).toBe(crashes);
});

test("work that is put down leaves no mark; work that is not leaves one", async () => {
  const dir = await temporaryFolder();
  {
    await using _watch = await watchForCrashes(dir, { events: opened });
    expect(await readUnderWay(dir)).toEqual(mark({}));
  }
  expect(await readdir(dir)).toEqual([]);
});

test("after so many ends in a row it is not taken up, until that is asked for", async () => {
  const dir = await temporaryFolder();
  // a watch that is never disposed of is that of a process that ended
  for (let crash = 0; crash < mostCrashes; crash++) await watchForCrashes(dir, { events: opened });
  const error = await watchForCrashes(dir, { events: opened }).catch((thrown: unknown) => thrown);
  expect(error).toBeInstanceOf(ItemError);
  expect(error).toMatchObject({
    reason: "quarantined",
    message: expect.stringMatching(/ended 3 times .* step 0/),
  });
  expect(await isQuarantined(dir)).toBe(true);
  // asked again, it says the same
  await expect(watchForCrashes(dir, { events: opened })).rejects.toThrow(/ended 3 times/);
  await forgetCrashes(dir);
  await using _watch = await watchForCrashes(dir, { events: opened });
  expect(await isQuarantined(dir)).toBe(false);
});

test("work that is put down where the process ended before is remembered", async () => {
  const dir = await temporaryFolder();
  for (let crash = 0; crash < 2; crash++) await watchForCrashes(dir, { events: opened });
  await (await watchForCrashes(dir, { events: opened }))[Symbol.asyncDispose]();
  expect(await readUnderWay(dir)).toEqual(mark({ underWay: false, crashes: 2 }));
});

test("a sealed trajectory has no mark, whoever ended right after it was sealed", async () => {
  const dir = await temporaryFolder();
  await watchForCrashes(dir, { events: opened });
  await (await watchForCrashes(dir, { events: events("trajectory-opened", "trajectory-sealed") }))[
    Symbol.asyncDispose
  ]();
  expect(await readdir(dir)).toEqual([]);
});

test("a mark that a crash of the machine left empty counts as one", async () => {
  const dir = await temporaryFolder();
  await writeFile(underWayFile(dir), "");
  expect(countCrashes(await readUnderWay(dir), opened)).toBe(1);
});

test("what the process ended at twice in a row is recorded last and alone; others are not suspected", async () => {
  const paths = new RunPaths(await temporaryFolder());
  for (const [id, crashes] of [
    ["once", 0],
    ["twice", 1],
    ["left", 3],
  ] as const) {
    await mkdir(paths.trajectory(id), { recursive: true });
    const underWay = id !== "left";
    await writeFile(
      underWayFile(paths.trajectory(id)),
      JSON.stringify(mark({ progress: 0, crashes, underWay })),
    );
  }
  const ids = ["left", "twice", "never", "once"];
  expect(await findSuspects(ids, paths)).toEqual({
    suspects: ["left", "twice"],
    others: ["never", "once"],
  });
  await endQuarantines(ids, paths);
  expect(await findSuspects(ids, paths)).toEqual({
    suspects: ["twice"],
    others: ["left", "never", "once"],
  });
});
