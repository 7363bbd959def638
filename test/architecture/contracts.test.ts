import { readdir, readFile } from "node:fs/promises";
import { join } from "node:path";
import { expect, test } from "vitest";
import { findContractDrift } from "../../scripts/generate-contracts.ts";
import { projectDir } from "./source-tree.ts";

const schemasDir = join(projectDir, "schemas");

test("the generated types are what the schemas give", async () => {
  expect(await findContractDrift()).toEqual([]);
});

test("every schema is called by its $id", async () => {
  const files = await readdir(schemasDir);
  const ids = await Promise.all(
    files.map(async (file) => JSON.parse(await readFile(join(schemasDir, file), "utf8")).$id),
  );
  expect(ids).toEqual(files);
});
