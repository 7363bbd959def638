import { cp, readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { manifestFile } from "../../pipeline/dataset/read-manifest.ts";
import { releasedCard } from "../../pipeline/dataset/released-card.ts";
import { readFilterResult } from "../../pipeline/recipe/filter-result.ts";
import type { RunReader } from "../../pipeline/run/run-reader.ts";
import { verifyAgainstRun } from "../../stages/emit/verify-against-run.ts";
import { filterRun } from "../../stages/filter/stage.ts";
import { buildRecipe, filterAndEmit } from "../support/emitted-run.ts";
import { buildInstruction, memoryRun, systemPrompt } from "../support/memory-run.ts";
import { temporaryFolder } from "../support/temporary-folder.ts";
import type { PlannedTrajectory } from "../support/trajectory-builder.ts";

const signal = new AbortController().signal;
const recipe = buildRecipe();
const first: PlannedTrajectory = { instructionId: "a", steps: [{ reply: "one", screenshot: 4 }] };
const second: PlannedTrajectory = { instructionId: "b", steps: [{ reply: "two", screenshot: 4 }] };
const plans = [first, second];

async function runOf(trajectories: PlannedTrajectory[], ids = ["a", "b"]): Promise<RunReader> {
  const instructions = ids.map((id) => buildInstruction(id));
  return memoryRun({ dir: await temporaryFolder(), instructions, trajectories });
}

/** A dataset's folder, apart from the run that it is checked against. */
async function emitted(): Promise<string> {
  const { dir } = await filterAndEmit(await runOf(plans), recipe);
  const apart = await temporaryFolder();
  await cp(dir, apart, { recursive: true });
  return apart;
}

async function check(dir: string, run: RunReader, by = recipe): Promise<string[]> {
  await filterRun({ run, recipe: by, signal });
  return await verifyAgainstRun(dir, {
    ...{ run, recipe: by, systemPrompt, signal },
    filtered: await readFilterResult(run.dir, by),
    scratch: await temporaryFolder(),
  });
}

describe("verifyAgainstRun", () => {
  it("finds no difference to the run that a dataset was made from", async () => {
    expect(await check(await emitted(), await runOf(plans))).toEqual([]);
  });

  it("tells a changed reply, row by row", async () => {
    const altered = { ...second, steps: [{ reply: "altered", screenshot: 4 }] };
    const problems = await check(await emitted(), await runOf([first, altered]));
    expect(problems).toEqual(
      expect.arrayContaining([
        "trajectory b.0: its journal has changed",
        "sft/train: rows 1 that differ (b.0)",
      ]),
    );
    expect(problems.join()).not.toContain("a.0");
  });

  it("tells trajectories that came and went", async () => {
    const problems = await check(await emitted(), await runOf([first, { ...second, sample: 1 }]));
    expect(problems).toEqual(
      expect.arrayContaining([
        "trajectory b.0: the run no longer holds it",
        "trajectory b.1: new in the run",
        "sft/train: rows 1 only in the run (b.1), 1 only in the dataset (b.0)",
      ]),
    );
  });

  it("tells another set of instructions", async () => {
    const problems = await check(await emitted(), await runOf(plans, ["a", "b", "c"]));
    expect(problems[0]).toMatch(/^made with instructions [0-9a-f]{64}, the run and this version have /);
    expect(problems.join("\n")).toMatch(/prompts\/train: rows 1 only in the run/);
  });

  it("tells a version of a tool that the bytes depend on", async () => {
    const dir = await emitted();
    const path = join(dir, manifestFile);
    await writeFile(path, (await readFile(path, "utf8")).replace(/"zstd": ".*"/, '"zstd": "0.0.1"'));
    expect(await check(dir, await runOf(plans))).toEqual([
      `made with zstd 0.0.1, the run and this version have ${process.versions.zstd}`,
    ]);
  });

  it("tells the same rows in other bytes", async () => {
    const dir = await emitted();
    const path = join(dir, manifestFile);
    const manifest = JSON.parse(await readFile(path, "utf8"));
    manifest.configs[0].files[0].sha256 = "0".repeat(64);
    await writeFile(path, JSON.stringify(manifest));
    expect(await check(dir, await runOf(plans))).toEqual([
      "sft/train: the same rows, written as other bytes",
    ]);
  });

  it("tells an edited card, and lets the history of releases pass", async () => {
    const dir = await emitted();
    const path = join(dir, "README.md");
    const card = await readFile(path, "utf8");
    const line = { tag: "v1.0.0", date: "2026-03-04", rows: 2, changes: "the first release" };
    await writeFile(path, releasedCard(card, [line]));
    expect(await check(dir, await runOf(plans))).toEqual([]);
    await writeFile(path, card.replace("Known limits", "No limits"));
    expect(await check(dir, await runOf(plans))).toEqual(["README.md: the run gives another card"]);
  });

  it("refuses another version of the recipe", async () => {
    const other = buildRecipe({ rejected: true });
    await expect(check(await emitted(), await runOf(plans), other)).rejects.toThrow(
      /made with another version of the recipe "small".*--recipe.*--files-only/,
    );
  });
});
