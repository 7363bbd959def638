import { basename } from "node:path";
import { expect, test } from "vitest";
import { readSource, sourceFiles } from "./source-tree.ts";

const maxLines = 400;

/** Their names say nothing of what is in them. */
const vagueNames = ["utils.ts", "helpers.ts", "types.ts"];

/** Programs in their own right; everything else gets what it needs as parameters. */
function isProgram(path: string): boolean {
  return path.startsWith("pipeline/cli/") || path.startsWith("scripts/") || path.endsWith(".mjs");
}

test("only programs read process.env and process.argv", async () => {
  const readers: string[] = [];
  for (const path of await sourceFiles()) {
    if (!isProgram(path) && /\bprocess\.(env|argv)\b/.test(await readSource(path))) readers.push(path);
  }
  expect(readers).toEqual([]);
});

test("files are named by what they hold, in kebab case", async () => {
  const names = (await sourceFiles()).filter((path) => {
    const name = basename(path);
    return vagueNames.includes(name) || !/^[a-z0-9]+(-[a-z0-9]+)*(\.d)?\.(tsx?|mjs)$/.test(name);
  });
  expect(names).toEqual([]);
});

test(`no file is longer than ${maxLines} lines`, async () => {
  const long: string[] = [];
  for (const path of await sourceFiles()) {
    if (path.startsWith("pipeline/contracts/generated/")) continue;
    if ((await readSource(path)).split("\n").length > maxLines) long.push(path);
  }
  expect(long).toEqual([]);
});
