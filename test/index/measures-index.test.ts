import { readFile, rm, writeFile } from "node:fs/promises";
import { expect, it } from "vitest";
import { type MeasureAll, measureInTurn, readMeasures } from "../../pipeline/index/measures-index.ts";
import { RunPaths } from "../../pipeline/run/run-paths.ts";
import type { RunReader } from "../../pipeline/run/run-reader.ts";
import { buildInstruction, memoryRun } from "../support/memory-run.ts";
import { temporaryFolder } from "../support/temporary-folder.ts";
import type { PlannedTrajectory } from "../support/trajectory-builder.ts";

const signal = new AbortController().signal;

const planned: PlannedTrajectory[] = [
  { instructionId: "b", steps: [{ screenshot: 4, files: { "index.html": "<p>some text</p>" } }] },
  { instructionId: "a", steps: [{ screenshot: 2, gui: 3 }] },
  { instructionId: "c", steps: [], outcome: null, chosen: null },
];

function runIn(dir: string, trajectories = planned): RunReader {
  return memoryRun({ dir, instructions: [..."abc"].map((id) => buildInstruction(id)), trajectories });
}

/** Reads the measures and tells which trajectories were read for it. */
async function read(run: RunReader, keep = true) {
  const asked: string[] = [];
  const measureAll: MeasureAll = (of, ids, stop) => {
    asked.push(...ids);
    return measureInTurn(of, ids, stop);
  };
  return { asked, ...(await readMeasures({ run, signal, keep, measureAll })) };
}

it("measures what is sealed, once, and keeps it", async () => {
  const run = runIn(await temporaryFolder());
  const first = await read(run);
  expect(first.asked).toEqual(["a.0", "b.0"]);
  expect(first.newlyMeasured).toBe(2);
  expect(first.unfinished).toEqual(["c.0"]);
  const again = await read(run);
  expect(again.asked).toEqual([]);
  expect(again.measures).toEqual(first.measures);
});

it("deleted, it is made again with the same bytes", async () => {
  const run = runIn(await temporaryFolder());
  const path = new RunPaths(run.dir).measures;
  await read(run);
  const before = await readFile(path, "utf8");
  await rm(path);
  await read(run);
  expect(await readFile(path, "utf8")).toBe(before);
});

it("reads again what has changed, and nothing else", async () => {
  const dir = await temporaryFolder();
  await read(runIn(dir));
  const changed = [{ ...planned[0], steps: [{ screenshot: 5 }] }, ...planned.slice(1)] as PlannedTrajectory[];
  const { asked, measures } = await read(runIn(dir, changed));
  expect(asked).toEqual(["b.0"]);
  expect(measures.map(({ chosen }) => chosen?.screenshot.value)).toEqual([2, 5]);
});

it("forgets a trajectory that is gone", async () => {
  const dir = await temporaryFolder();
  await read(runIn(dir));
  expect((await read(runIn(dir, planned.slice(1)))).measures).toHaveLength(1);
  expect((await readFile(new RunPaths(dir).measures, "utf8")).trim().split("\n")).toHaveLength(1);
});

it.each<[string, (line: string) => string]>([
  ["damaged", (line) => line.slice(0, 100)],
  ["of an earlier version", (line) => line.replace('"version":1', '"version":0')],
  ["of another shape", () => "{}"],
])("a line that is %s is made again", async (_, spoil) => {
  const run = runIn(await temporaryFolder());
  const path = new RunPaths(run.dir).measures;
  const { measures } = await read(run);
  const lines = (await readFile(path, "utf8")).split("\n");
  await writeFile(path, [spoil(lines[0] ?? ""), ...lines.slice(1)].join("\n"));
  const again = await read(run);
  expect(again.asked).toEqual(["a.0"]);
  expect(again.measures).toEqual(measures);
});

it("writes nothing when it is not to keep", async () => {
  const run = runIn(await temporaryFolder());
  await read(run, false);
  await expect(readFile(new RunPaths(run.dir).measures)).rejects.toThrow("ENOENT");
});

it("reads a journal whole whose last line does not tell", async () => {
  const run = { ...runIn(await temporaryFolder()), journalState: async () => null };
  const { asked, unfinished } = await read(run);
  expect(asked).toEqual(["a.0", "b.0"]);
  expect(unfinished).toEqual(["c.0"]);
});
