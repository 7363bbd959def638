import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { DuckDBInstance } from "@duckdb/node-api";
import { afterAll, beforeAll, expect, test } from "vitest";
import { readLedger } from "../../pipeline/run/ledger.ts";
import { openRunReader } from "../../pipeline/run/open-run-reader.ts";
import { readInstructions } from "../../pipeline/run/read-instructions.ts";
import { RunPaths } from "../../pipeline/run/run-paths.ts";
import type { CallReturned } from "../../pipeline/run/trajectory.ts";
import { filesOf } from "../support/emitted-run.ts";
import { runCurate, startCurate } from "../support/run-curate.ts";

const cache = join(import.meta.dirname, "..", "..", "data", "cache");
const rehearsal = (model: string) => ({ baseURL: "rehearsal", model });

async function writeConfig(folder: string, run: string): Promise<string> {
  const config = {
    run: join(folder, run),
    seed: 5,
    models: { teacher: rehearsal("t"), vision: rehearsal("v"), feedback: rehearsal("f") },
    synthesize: { count: 3 },
    record: { maxSteps: 8, concurrency: 2 },
    site: { cache },
    recipe: "lenient",
  };
  const path = join(folder, `${run}.json`);
  await writeFile(path, JSON.stringify(config));
  return path;
}

/** What must be the same in two runs of one seed. */
async function essence(dir: string) {
  const reader = await openRunReader(dir);
  const trajectories = await Promise.all(
    (await reader.trajectoryIds()).map((id) => reader.openTrajectory(id)),
  );
  return {
    instructions: await readInstructions(new RunPaths(dir)),
    trajectories: trajectories.map(({ trajectory, blobs }) => ({
      id: trajectory.opened.trajectoryId,
      replies: trajectory.nodes.map((node) => blobs.text(node.reply)),
      scores: trajectory.nodes.map((node) => [
        node.kind,
        node.screenshot.value,
        node.gui.value,
        node.isError,
      ]),
      sealed: [trajectory.sealed?.outcome, trajectory.sealed?.chosen],
    })),
    verdicts: await readFile(new RunPaths(dir).verdicts("lenient"), "utf8"),
  };
}

let folder: string;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "rehearsal-run-"));
});
afterAll(() => rm(folder, { recursive: true, force: true }));

test("a whole run: killed in the middle it goes on, pays for no answered call twice, and ends with a whole dataset", {
  timeout: 600_000,
}, async () => {
  const disturbed = await writeConfig(folder, "disturbed");
  const paths = new RunPaths(join(folder, "disturbed"));

  const first = startCurate(["run", "-c", disturbed], folder);
  await first.saw(/step 1 /);
  first.child.kill("SIGKILL");
  await first.finished;
  const callsBefore = (await readLedger(paths.ledger)).filter((entry) => entry.outcome === "answered").length;
  expect(callsBefore).toBeGreaterThan(0);

  const second = startCurate(["run", "-c", disturbed], folder);
  await second.saw(/step 2 /);
  second.child.kill("SIGTERM");
  expect((await second.finished).code).toBe(3);

  const third = await runCurate(["run", "-c", disturbed, "--json"], folder);
  expect(third.stderr).not.toContain("unexpected error");
  expect(third.code).toBe(0);

  const reader = await openRunReader(paths.dir);
  const ledger = await readLedger(paths.ledger);
  expect(new Set(ledger.map((entry) => entry.callId)).size).toBe(ledger.length);
  const answered: CallReturned[] = [];
  for (const id of await reader.trajectoryIds()) {
    const { trajectory } = await reader.openTrajectory(id);
    expect(trajectory.sealed).not.toBeNull();
    expect(trajectory.opened.label).toBe("rehearsal");
    answered.push(...trajectory.calls);
    expect(new Set(trajectory.calls.map((call) => call.key)).size).toBe(trajectory.calls.length);
  }
  const recorded = ledger.filter((entry) => entry.stage === "record" && entry.outcome === "answered");
  expect(recorded.map((entry) => entry.callId).sort()).toEqual(answered.map((call) => call.callId).sort());

  const dataset = paths.dataset("lenient");
  const manifest = await readFile(join(dataset, "manifest.json"));
  expect((await runCurate(["emit", "-c", disturbed], folder)).code).toBe(0);
  expect(await readFile(join(dataset, "manifest.json"))).toEqual(manifest);
  expect(await runCurate(["verify", dataset], folder)).toMatchObject({
    code: 0,
    stdout: expect.stringMatching(/as its manifest says\n[\s\S]*made again from .*: the same bytes/),
  });
  const connection = await (await DuckDBInstance.create()).connect();
  const prompts = await connection.runAndReadAll(
    `select count(*) as rows from '${dataset}/prompts/*.parquet'`,
  );
  expect(Number(prompts.getRowObjects()[0]?.rows)).toBe(3);
  connection.closeSync();
});

/** A dataset's files but for the manifest, which names the journals it was made from, and the card's day. */
async function datasetFiles(run: string): Promise<Map<string, string>> {
  const files = await filesOf(new RunPaths(run).dataset("lenient"));
  files.delete("manifest.json");
  return new Map(
    Array.from(files, ([path, bytes]) => [
      path,
      path === "README.md" ? bytes.toString().replace(/^\| run begun .*$/m, "") : bytes.toString("base64"),
    ]),
  );
}

test("a run of that seed that nobody disturbs is the same, and so is its replay without models, sandbox or browser", {
  timeout: 600_000,
}, async () => {
  const calm = join(folder, "calm");
  expect((await runCurate(["run", "-c", await writeConfig(folder, "calm")], folder)).code).toBe(0);
  expect(await essence(join(folder, "disturbed"))).toEqual(await essence(calm));

  const replayed = join(folder, "replayed");
  const replay = await runCurate(["run", "--run", replayed, "--replay", calm], folder, {
    PATH: dirname(process.execPath),
    CHROMIUM_PATH: "/nowhere/chromium",
  });
  expect(replay.code, replay.stderr).toBe(0);
  expect(await essence(replayed)).toEqual(await essence(calm));
  expect(await datasetFiles(replayed)).toEqual(await datasetFiles(calm));
});
