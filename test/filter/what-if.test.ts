import { readdir } from "node:fs/promises";
import { expect, it } from "vitest";
import { UserError } from "../../pipeline/errors.ts";
import { gatherEvidence } from "../../stages/filter/evidence.ts";
import { judgeRun } from "../../stages/filter/judge-run.ts";
import { thresholdTable } from "../../stages/filter/threshold-table.ts";
import { compareVerdicts, withThresholds } from "../../stages/filter/what-if.ts";
import { buildRecipe } from "../support/emitted-run.ts";
import { buildInstruction, memoryRun } from "../support/memory-run.ts";
import { temporaryFolder } from "../support/temporary-folder.ts";
import type { PlannedTrajectory } from "../support/trajectory-builder.ts";

const recipe = buildRecipe({
  rules: [
    { rule: "screenshot-score", min: 3 },
    { rule: "gui-score", min: 3, allowUnmeasured: true },
    { rule: "steps", max: 1 },
  ],
});

const scored = (instructionId: string, screenshot: number | null, gui: number | null): PlannedTrajectory => ({
  instructionId,
  steps: [{ screenshot, gui }],
});

const trajectories = [
  scored("a", 3, 3),
  scored("b", 4, null),
  scored("c", 5, 5),
  scored("d", null, 5),
  { instructionId: "e", steps: [{}, { screenshot: 5, gui: 5 }], chosen: 1 },
];

async function gathered() {
  const dir = await temporaryFolder();
  const instructions = [..."abcde"].map((id) =>
    buildInstruction(id, { application_type: id < "c" ? "Blog" : "Shop" }),
  );
  const run = memoryRun({ dir, instructions, trajectories });
  const evidence = await gatherEvidence({
    run,
    recipe: recipe.recipe,
    keep: false,
    signal: new AbortController().signal,
  });
  return { dir, evidence };
}

it.each<[string, string[], Record<string, string[]>]>([
  ["screenshot=4", [], { "a.0": ["screenshot-score"] }],
  ["screenshot=4,gui=4", [], { "a.0": ["screenshot-score", "gui-score"] }],
  ["steps=2", ["e.0"], {}],
  ["steps=off", ["e.0"], {}],
  ["tokens=1", [], { "a.0": ["token-length"], "b.0": ["token-length"], "c.0": ["token-length"] }],
  ["screenshot=off", ["d.0"], {}],
])("with %s", async (changes, enter, leave) => {
  const { evidence } = await gathered();
  const change = compareVerdicts(
    judgeRun(evidence, recipe.recipe),
    judgeRun(evidence, withThresholds(recipe, changes).recipe),
  );
  expect(change.keptBefore).toBe(3);
  expect(change.keptAfter).toBe(3 + enter.length - Object.keys(leave).length);
  expect(change.enter).toEqual(enter);
  expect(Object.fromEntries(change.leave.map(({ trajectoryId, by }) => [trajectoryId, by]))).toEqual(leave);
});

it("keeps what else a rule says", () => {
  expect(withThresholds(recipe, "gui=4").recipe.rules[1]).toEqual({
    rule: "gui-score",
    min: 4,
    allowUnmeasured: true,
  });
});

it.each<[string, RegExp]>([
  ["beauty=4", /no threshold "beauty"\. Those that can be tried: screenshot, gui, /],
  ["screenshot=high", /"high" is no number\. Write screenshot=NUMBER/],
  ["screenshot", /"" is no number/],
  ["gui=1=2", /is no number/],
  ["gui=9", /rules\.1\.min: must be <= 5, found 9/],
  ["", /no threshold ""/],
])("refuses %s", (changes, message) => {
  expect(() => withThresholds(recipe, changes)).toThrow(message);
  expect(() => withThresholds(recipe, changes)).toThrow(UserError);
});

it("writes nothing", async () => {
  const { dir } = await gathered();
  expect(await readdir(dir)).toEqual([]);
});

it("counts what each pair of minima lets through, all together and by type", async () => {
  const { evidence } = await gathered();
  const { types, screenshotMinima, guiMinima } = thresholdTable(evidence, recipe.recipe);
  expect([...screenshotMinima]).toEqual([0, 1, 2, 3, 4, 5]);
  expect([...guiMinima]).toEqual([null, 1, 2, 3, 4, 5]);
  expect(types).toEqual([
    {
      applicationType: null,
      sealed: 5,
      yields: [
        // a, b and c have a screenshot score and pass the other rules; a and c were tested
        [3, 2, 2, 2, 1, 1],
        [3, 2, 2, 2, 1, 1],
        [3, 2, 2, 2, 1, 1],
        [3, 2, 2, 2, 1, 1],
        [2, 1, 1, 1, 1, 1],
        [1, 1, 1, 1, 1, 1],
      ],
    },
    {
      applicationType: "Blog",
      sealed: 2,
      yields: [
        [2, 1, 1, 1, 0, 0],
        [2, 1, 1, 1, 0, 0],
        [2, 1, 1, 1, 0, 0],
        [2, 1, 1, 1, 0, 0],
        [1, 0, 0, 0, 0, 0],
        [0, 0, 0, 0, 0, 0],
      ],
    },
    { applicationType: "Shop", sealed: 3, yields: Array(6).fill([1, 1, 1, 1, 1, 1]) },
  ]);
});
