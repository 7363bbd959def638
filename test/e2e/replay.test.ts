import { readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { expect, test } from "vitest";
import { readLedger, spendOf } from "../../pipeline/run/ledger.ts";
import { RunPaths } from "../../pipeline/run/run-paths.ts";
import { runCurate } from "../support/run-curate.ts";
import { temporaryFolder } from "../support/temporary-folder.ts";

test("a recorded synthesis is replayed without a model, and another seed is told what is missing", {
  timeout: 300_000,
}, async () => {
  const folder = await temporaryFolder();
  const rehearsal = { baseURL: "rehearsal", model: "m" };
  const models = { teacher: rehearsal, vision: rehearsal, feedback: rehearsal };
  const path = join(folder, "c.json");
  const configure = (seed: number, run: string) => writeFile(path, JSON.stringify({ run, seed, models }));
  const [recorded, again] = [join(folder, "recorded"), join(folder, "again")];
  await configure(5, recorded);
  const first = await runCurate(["synthesize", "-c", path, "--count", "2"], folder);
  expect(first.code, first.stderr).toBe(0);

  const replay = ["--count", "2", "--replay", recorded];
  const second = await runCurate(["synthesize", "--run", again, ...replay], folder);
  expect(second.code, second.stderr).toBe(0);
  expect(second.stderr).toMatch(/\d+ calls answered from .*recorded/);
  const ledger = await readLedger(new RunPaths(again).ledger);
  expect(new Set(ledger.map(({ replayed }) => replayed))).toEqual(new Set(["exact"]));
  expect(spendOf(ledger)).toEqual({ usd: 0, tokens: 0 });
  const instructions = await readFile(new RunPaths(again).instructions, "utf8");
  expect(instructions).toBe(await readFile(new RunPaths(recorded).instructions, "utf8"));

  await configure(6, join(folder, "other"));
  const missed = await runCurate(["synthesize", "-c", path, ...replay], folder);
  expect([missed.code, missed.stdout]).toEqual([2, ""]);
  expect(missed.stderr).toMatch(
    /has no answer for the synthesis call \S+ of the synthesis: .*--live-on-miss/,
  );
});

test.each([
  ["a folder without a recording", ["--replay", "."], /holds no recorded calls/],
  ["live calls without a recording", ["--live-on-miss"], /--live-on-miss needs a recording/],
  ["the run itself", ["--replay", "r", "--run", "r"], /are the same folder/],
])("%s is refused before anything is sent", { timeout: 120_000 }, async (_, options, message) => {
  const { code, stderr } = await runCurate(["synthesize", ...options], await temporaryFolder());
  expect(stderr).toMatch(message);
  expect(code).toBe(2);
});
