import { expect, test } from "vitest";
import { importedFiles, readSource, sourceFiles } from "./source-tree.ts";

/** Rooms from the ground up; code imports from its own and from lower ones. */
const layers = ["package.json", "schemas/", "pipeline/", "stages/", "pipeline/cli/", "scripts/"];

function layerOf(path: string): number {
  return layers.findLastIndex((folder) => path.startsWith(folder));
}

function stageOf(path: string): string | undefined {
  return /^stages\/([^/]+)\//.exec(path)?.[1];
}

function isAllowed(from: string, to: string): boolean {
  if (layerOf(to) === -1 || layerOf(to) > layerOf(from)) return false;
  const stage = stageOf(from);
  return stage === undefined || stageOf(to) === undefined || stageOf(to) === stage;
}

test.each([
  ["pipeline/run/a.ts", "pipeline/errors.ts", true],
  ["pipeline/run/a.ts", "schemas/run.v1.schema.json", true],
  ["pipeline/run/a.ts", "stages/record/stage.ts", false],
  ["pipeline/run/a.ts", "pipeline/cli/main.ts", false],
  ["pipeline/run/a.ts", "scripts/test.ts", false],
  ["pipeline/run/a.ts", "test/support/node-builder.ts", false],
  ["stages/record/stage.ts", "stages/record/other.ts", true],
  ["stages/record/stage.ts", "stages/filter/stage.ts", false],
  ["stages/record/stage.ts", "pipeline/cli/main.ts", false],
  ["pipeline/cli/main.ts", "stages/record/stage.ts", true],
  ["scripts/start.ts", "pipeline/cli/main.ts", true],
])("%s may import %s: %s", (from, to, allowed) => {
  expect(isAllowed(from, to)).toBe(allowed);
});

test.each([
  ['import { a } from "./a.ts";', ["pipeline/run/a.ts"]],
  ['import type { A } from "../a.ts";', ["pipeline/a.ts"]],
  ['import {\n  a,\n  b,\n} from "../../stages/emit/a.ts";', ["stages/emit/a.ts"]],
  ['export * from "./a.ts";', ["pipeline/run/a.ts"]],
  ['import "./a.ts";', ["pipeline/run/a.ts"]],
  ['const { a } = await import("./a.ts");', ["pipeline/run/a.ts"]],
  ['import { join } from "node:path";\nimport pc from "picocolors";', []],
])("finds what is imported by %j", (source, imported) => {
  expect(importedFiles("pipeline/run/here.ts", source)).toEqual(imported);
});

test("imports point one way, and no stage imports another", async () => {
  const forbidden: string[] = [];
  for (const from of await sourceFiles()) {
    for (const to of importedFiles(from, await readSource(from))) {
      if (!isAllowed(from, to)) forbidden.push(`${from} imports ${to}`);
    }
  }
  expect(forbidden).toEqual([]);
});
