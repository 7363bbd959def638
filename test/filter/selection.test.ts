import { expect, it } from "vitest";
import type { Recipe } from "../../pipeline/recipe/recipe.ts";
import { gatherEvidence } from "../../stages/filter/evidence.ts";
import { judgeRun } from "../../stages/filter/judge-run.ts";
import { buildRecipe } from "../support/emitted-run.ts";
import { buildInstruction, memoryRun } from "../support/memory-run.ts";
import { temporaryFolder } from "../support/temporary-folder.ts";
import type { PlannedTrajectory } from "../support/trajectory-builder.ts";
import { uniqueText } from "../support/unique-text.ts";

type Select = NonNullable<Recipe["select"]>;

/** A site of so many lines, some of them its own. */
function site(own: number, mark: string): Record<string, string> {
  const line = (at: number): string => (at < own ? `${mark} ${at}` : `shared line ${at}`);
  return { "src/App.jsx": Array.from({ length: 200 }, (_, at) => line(at)).join("\n") };
}

const trajectories: PlannedTrajectory[] = [
  { instructionId: "a", sample: 0, steps: [{ screenshot: 4, gui: 3, files: site(0, "a") }] },
  { instructionId: "a", sample: 1, steps: [{ screenshot: 3, gui: 5, files: site(190, "a1") }] },
  { instructionId: "a", sample: 2, steps: [{ screenshot: 2, gui: 5, files: site(190, "a2") }] },
  { instructionId: "b", steps: [{ screenshot: 5, gui: 3, files: site(4, "b") }] },
  { instructionId: "c", steps: [{ screenshot: 3, gui: null, files: site(190, "c") }] },
  { instructionId: "d", steps: [{ screenshot: 3, gui: 3, reply: uniqueText(500) }] },
];

/** Ids kept, and for the others what left them out. */
async function selected(select: Select): Promise<Record<string, unknown>> {
  const run = memoryRun({
    dir: await temporaryFolder(),
    instructions: [..."abcd"].map((id) =>
      buildInstruction(id, { application_type: id === "d" ? "Shop" : "Blog" }),
    ),
    trajectories,
  });
  const { recipe } = buildRecipe({ select });
  const evidence = await gatherEvidence({ run, recipe, signal: new AbortController().signal });
  return Object.fromEntries(
    judgeRun(evidence, recipe).map(({ trajectoryId, kept, rules, selection }) => {
      const last = [...rules, ...selection].find(({ outcome }) => outcome !== "pass");
      expect(kept).toBe(last === undefined);
      return [trajectoryId, last === undefined ? "kept" : `${last.rule}: ${last.value}`];
    }),
  );
}

it.each<[string, Select, Record<string, string>]>([
  ["nothing asked for", [], { "a.0": "kept", "a.1": "kept", "b.0": "kept", "c.0": "kept", "d.0": "kept" }],
  [
    "the best sample of each instruction: GUI before screenshot",
    [{ rule: "per-instruction", max: 1 }],
    { "a.0": "per-instruction: 2", "a.1": "kept", "b.0": "kept", "c.0": "kept", "d.0": "kept" },
  ],
  [
    "the best of each type",
    [{ rule: "per-application-type", max: 2 }],
    {
      "a.0": "per-application-type: 3",
      "a.1": "kept",
      "b.0": "kept",
      "c.0": "per-application-type: 4",
      "d.0": "kept",
    },
  ],
  [
    "of two sites that are nearly the same the better",
    [{ rule: "distinct-sites", maxSimilarity: 0.9 }],
    { "a.0": "distinct-sites: 0.99 like b.0", "a.1": "kept", "b.0": "kept", "c.0": "kept", "d.0": "kept" },
  ],
  [
    "one after the other: what the first leaves out takes no place in the second",
    [
      { rule: "distinct-sites", maxSimilarity: 0.9 },
      { rule: "per-application-type", max: 3 },
    ],
    { "a.0": "distinct-sites: 0.99 like b.0", "a.1": "kept", "b.0": "kept", "c.0": "kept", "d.0": "kept" },
  ],
])("%s", async (_, select, expected) => {
  // the rules come first: what they reject is not selected among
  expect(await selected(select)).toEqual({ ...expected, "a.2": "screenshot-score: 2" });
});
