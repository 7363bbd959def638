import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { expect, test } from "vitest";
import { completeLock } from "../../scripts/complete-lock.ts";
import { projectDir } from "./source-tree.ts";

test("the lock file holds no addresses: everyone's own registry is used", async () => {
  const lock = JSON.parse(await readFile(join(projectDir, "package-lock.json"), "utf8"));
  const withAddress = Object.entries(lock.packages).filter(
    ([, locked]) => Object(locked).resolved !== undefined,
  );
  expect(withAddress).toEqual([]);
});

test("npm's settings name no registry", async () => {
  expect(await readFile(join(projectDir, ".npmrc"), "utf8")).not.toMatch(/registry\s*=\s*\S*:\/\//);
});

test("the lock file holds the packages of every platform, so that npm ci takes it", async () => {
  const lock = JSON.parse(await readFile(join(projectDir, "package-lock.json"), "utf8"));
  expect(completeLock(lock).added).toEqual([]);
});
