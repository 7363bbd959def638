import { readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import type { Candidate } from "../../../pipeline/contracts/generated/candidate.ts";
import type { Instruction } from "../../../pipeline/contracts/generated/instruction.ts";
import type { TestInstruction } from "../../../pipeline/instruction/contamination-index.ts";
import type { Recipe } from "../../../pipeline/recipe/recipe.ts";
import { toJsonLines } from "../../../pipeline/run/json-lines.ts";
import { RunPaths } from "../../../pipeline/run/run-paths.ts";
import { buildRecipe, filterAndEmit } from "../../support/emitted-run.ts";
import { buildInstruction, memoryRun } from "../../support/memory-run.ts";
import { temporaryFolder } from "../../support/temporary-folder.ts";

interface SectionInput {
  tests?: TestInstruction[];
  instructions?: Instruction[];
}

type Findings = NonNullable<NonNullable<Candidate["evidence"]>["contamination"]>;

const contaminationRule: Recipe["rules"][number] = { rule: "contamination", against: "bench.jsonl" };

async function sectionOf(
  candidates: Candidate[],
  recipe: Partial<Recipe> = {},
  { tests = [], instructions = [buildInstruction("a")] }: SectionInput = {},
): Promise<string> {
  const dir = await temporaryFolder();
  await writeFile(new RunPaths(dir).candidates, toJsonLines(candidates));
  const run = memoryRun({
    dir,
    instructions,
    trajectories: [{ instructionId: instructions[0]?.id ?? "", steps: [{ screenshot: 4 }] }],
  });
  const emitted = await filterAndEmit(run, buildRecipe(recipe), { tests });
  const card = await readFile(join(emitted.dir, "README.md"), "utf8");
  return /^## Contamination\n[\s\S]*?(?=^## )/m.exec(card)?.[0] ?? "";
}

function candidate(id: string, contamination?: Findings): Candidate {
  const { instruction, application_type, source } = buildInstruction(id);
  return {
    ...{ id, instruction, application_type, source, detail: null },
    outcome: contamination === undefined ? "kept" : "dropped",
    reason: contamination === undefined ? null : "contaminated",
    ...(contamination !== undefined && { evidence: { contamination } }),
  };
}

function finding(testId: string, score: number, testSet = "/data/tests/bench.jsonl"): Findings[number] {
  return {
    ...{ testSet, testId, score },
    rule: "word-overlap",
    threshold: 0.6,
    matchedText: "sell | old books",
  };
}

describe("the card's section on contamination", () => {
  it("says how to find out where nothing was compared", async () => {
    const section = await sectionOf([candidate("a")]);
    expect(section).toContain("nothing is known of how close they are");
    expect(section).toContain("npx curate balance --run RUN --decontaminate");
  });

  it("names the nearest test instructions, the worst first, without folders of the machine", async () => {
    const section = await sectionOf([
      candidate("a"),
      candidate("x", [finding("t-1", 0.7), finding("t-2", 0.65)]),
      candidate("y", [finding("t-9", 0.91, "hf:owner/bench")]),
    ]);
    expect(section).toContain("held against bench.jsonl, hf:owner/bench,");
    expect(section).toContain("dropped as too close to a test instruction: 2 of 3\n");
    expect(section).toContain(
      "| y | t-9 of hf:owner/bench | word-overlap | 0.91 | 0.60 | sell \\| old books |\n| x | t-1 of bench.jsonl | word-overlap | 0.70 | 0.60 | sell \\| old books |",
    );
    expect(section).not.toContain("/data/tests");
    expect(section).not.toContain("t-2");
  });

  it("shows the ten closest of many", async () => {
    const many = Array.from({ length: 15 }, (_, at) =>
      candidate(`c-${at}`, [finding(`t-${at}`, 0.61 + at / 100)]),
    );
    const section = await sectionOf(many);
    expect(section.match(/^\| c-/gm)).toHaveLength(10);
    expect(section).toContain("| c-14 | t-14");
    expect(section).not.toContain("| c-4 |");
  });

  it("shows how near each instruction comes to its nearest test, the nearest first", async () => {
    const tests = [
      { testSet: "/data/tests/bench.jsonl", id: "t-1", instruction: "Sell rare violins and cellos online." },
      { testSet: "/data/tests/bench.jsonl", id: "t-2", instruction: "Rent cold yellow bicycles." },
    ];
    const instructions = [
      buildInstruction("far", { instruction: "Plan garden parties with yellow lamps." }),
      buildInstruction("near", { instruction: "Repair rare violins and harps." }),
    ];
    const section = await sectionOf([], { rules: [contaminationRule] }, { tests, instructions });
    // rare, violins of the four of "near"; yellow of the four of "t-2"
    expect(section).toContain(
      "| near | t-1 of bench.jsonl | 0.50 | rare violins and |\n| far | t-2 of bench.jsonl | 0.25 | yellow |",
    );
    expect(section).toContain("](charts/proximity.svg)");
    expect(section).not.toContain("/data/tests");
  });

  it("counts what the recipe's rule rejected", async () => {
    const rules: Recipe["rules"] = [{ rule: "contamination", against: "tests/held-out.jsonl" }];
    expect(await sectionOf([], { rules })).toContain(
      "held against held-out.jsonl, by their words, and by meaning where the run had an\nembedding model.\n\n- candidates dropped as too close to a test instruction: 0 of 0\n- trajectories rejected for it by the recipe: 0; not compared: 0",
    );
  });
});
