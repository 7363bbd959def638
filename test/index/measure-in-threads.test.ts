import { truncate } from "node:fs/promises";
import { expect, it } from "vitest";
import { measureInThreads } from "../../pipeline/index/measure-in-threads.ts";
import { measureInTurn } from "../../pipeline/index/measures-index.ts";
import { openRunReader } from "../../pipeline/run/open-run-reader.ts";
import { RunPaths, storeFiles } from "../../pipeline/run/run-paths.ts";
import { writeRecordedRun } from "../../scripts/bench/recorded-run.ts";
import { temporaryFolder } from "../support/temporary-folder.ts";

const signal = new AbortController().signal;

async function recorded() {
  const dir = await temporaryFolder();
  await writeRecordedRun(dir, 40, { siteBytes: 500, width: 64, height: 48 });
  const run = await openRunReader(dir);
  return { run, ids: await run.trajectoryIds() };
}

it("measures the same as one after the other", { timeout: 120_000 }, async () => {
  const { run, ids } = await recorded();
  const inTurn = await Array.fromAsync(measureInTurn(run, ids, signal));
  const together = await Array.fromAsync(measureInThreads(2)(run, ids, signal));
  expect(together.sort((a, b) => (a.trajectoryId < b.trajectoryId ? -1 : 1))).toEqual(inTurn);
  expect(inTurn).toHaveLength(40);
});

it("names a trajectory that is damaged", { timeout: 120_000 }, async () => {
  const { run, ids } = await recorded();
  await truncate(storeFiles(new RunPaths(run.dir).trajectory(ids[20] ?? "")).pack, 2_000);
  await expect(Array.fromAsync(measureInThreads(2)(run, ids, signal))).rejects.toThrow(
    new RegExp(`Trajectory ${ids[20]} is (damaged|not in)`),
  );
});

it("stops at a signal", { timeout: 120_000 }, async () => {
  const { run, ids } = await recorded();
  const stopped = AbortSignal.abort(new Error("stopped"));
  await expect(Array.fromAsync(measureInThreads(2)(run, ids, stopped))).rejects.toThrow("stopped");
});
