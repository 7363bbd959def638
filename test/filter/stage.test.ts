import { readdir, readFile } from "node:fs/promises";
import { dirname } from "node:path";
import { expect, it } from "vitest";
import { readFilterResult } from "../../pipeline/recipe/filter-result.ts";
import { loadRecipe } from "../../pipeline/recipe/load-recipe.ts";
import { filterRun } from "../../stages/filter/stage.ts";
import { buildInstruction, memoryRun } from "../support/memory-run.ts";
import { temporaryFolder } from "../support/temporary-folder.ts";
import type { PlannedTrajectory } from "../support/trajectory-builder.ts";

const signal = new AbortController().signal;
const tested = (screenshot: number, gui: number | null): Pick<PlannedTrajectory, "steps" | "chosen"> => ({
  steps: [{ screenshot }, { kind: "gui-test", reply: "v", screenshot, gui }],
  chosen: 1,
});

const trajectories: PlannedTrajectory[] = [
  { instructionId: "b", ...tested(5, 4) },
  { instructionId: "a", ...tested(2, 2) },
  { instructionId: "c", ...tested(4, null) },
  { instructionId: "d", ...tested(4, 4), outcome: null },
  { instructionId: "e", steps: [], chosen: null, outcome: "failed", label: "rehearsal" },
];

async function filtered() {
  const dir = await temporaryFolder();
  const run = memoryRun({ dir, instructions: [..."abcde"].map((id) => buildInstruction(id)), trajectories });
  const recipe = await loadRecipe("webgen-agent_train_sft");
  return { dir, run, recipe, summary: await filterRun({ run, recipe, signal }) };
}

it("gives every sealed trajectory a verdict and adds them up", async () => {
  const { dir, recipe, summary } = await filtered();
  const { funnel, verdicts } = await readFilterResult(dir, recipe);
  expect(verdicts.map(({ trajectoryId, kept }) => [trajectoryId, kept])).toEqual([
    ["a.0", false],
    ["b.0", true],
    ["c.0", false],
    ["e.0", false],
  ]);
  expect(funnel).toEqual({
    recipe: "webgen-agent_train_sft",
    recipeHash: recipe.hash,
    label: "rehearsal",
    trajectories: 5,
    sealed: 4,
    kept: 1,
    rejected: 3,
    unfinished: ["d.0"],
    rules: [
      { rule: "finished", pass: 3, fail: 1, unmeasured: 0, firstToReject: 1 },
      { rule: "well-formed", pass: 3, fail: 0, unmeasured: 1, firstToReject: 0 },
      { rule: "screenshot-score", pass: 2, fail: 1, unmeasured: 1, firstToReject: 1 },
      { rule: "gui-score", pass: 1, fail: 1, unmeasured: 2, firstToReject: 1 },
      { rule: "token-length", pass: 3, fail: 0, unmeasured: 1, firstToReject: 0 },
    ],
    selection: [],
    tokenizer: "o200k_base (estimate)",
    grading: null,
  });
  expect(summary.funnel).toEqual(funnel);
});

it("writes the same bytes again, and nothing beside them", async () => {
  const { run, recipe, summary } = await filtered();
  const before = await readFile(summary.verdictsPath, "utf8");
  const again = await filterRun({ run, recipe, signal });
  expect(await readFile(again.verdictsPath, "utf8")).toBe(before);
  expect(before.split("\n")).toHaveLength(5);
  expect((await readdir(dirname(summary.verdictsPath))).sort()).toEqual([
    "funnel.json",
    "proximity.jsonl",
    "reliability.jsonl",
    "verdicts.jsonl",
  ]);
});

it("stops at a signal and leaves the former result", async () => {
  const { run, recipe, summary } = await filtered();
  const before = await readFile(summary.funnelPath, "utf8");
  await expect(filterRun({ run, recipe, signal: AbortSignal.abort(new Error("stopped")) })).rejects.toThrow(
    "stopped",
  );
  expect(await readFile(summary.funnelPath, "utf8")).toBe(before);
});

it("filters a run without trajectories", async () => {
  const run = memoryRun({
    dir: await temporaryFolder(),
    instructions: [buildInstruction("a")],
    trajectories: [],
  });
  const { funnel } = await filterRun({ run, recipe: await loadRecipe("lenient"), signal });
  expect([funnel.trajectories, funnel.kept, funnel.rejected]).toEqual([0, 0, 0]);
});

it("does not pass off verdicts of another version of the recipe", async () => {
  const { dir, recipe } = await filtered();
  await expect(readFilterResult(dir, { ...recipe, hash: "0".repeat(64) })).rejects.toThrow(
    /another version of the recipe "webgen-agent_train_sft"\. Run `curate filter` again/,
  );
  await expect(readFilterResult(await temporaryFolder(), recipe)).rejects.toThrow(
    /Run `curate filter` first/,
  );
});
