import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdir, readdir, utimes, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { expect, test } from "vitest";
import { DependencyCache } from "../../pipeline/site/dependency-cache.ts";
import { holdEntry } from "../../pipeline/site/entry-hold.ts";
import { temporaryFolder } from "../support/temporary-folder.ts";

const never = new AbortController().signal;
const keyOf = (letter: string): string => letter.repeat(32);
/** Larger than what the folders and small files of an entry count for. */
const entryBytes = 200_000;
const roomForTwo = 2.9 * entryBytes;

/** Builds an entry that holds one file, and dates its last use. */
async function build(cache: DependencyCache, dir: string, letter: string, usedHoursAgo = 0): Promise<void> {
  const result = await cache.findOrBuild(
    keyOf(letter),
    async (folder) => {
      await mkdir(join(folder, "node_modules"));
      await writeFile(join(folder, "node_modules/file"), Buffer.alloc(entryBytes, 1));
      await writeFile(
        join(folder, "package-lock.json"),
        JSON.stringify({ packages: { "": { dependencies: { [letter]: "^1.0.0" } } } }),
      );
      return null;
    },
    never,
  );
  expect(result).toMatchObject({ built: true });
  const used = new Date(Date.now() - usedHoursAgo * 3_600_000);
  await utimes(join(dir, keyOf(letter)), used, used);
}

const lettersOf = async (cache: DependencyCache): Promise<string> =>
  (await cache.list()).map(({ key }) => key[0]).join("");

test("the entries used longest ago make room for a new one", async () => {
  const dir = await temporaryFolder();
  const cache = new DependencyCache(dir, roomForTwo);
  await build(cache, dir, "a", 3);
  await build(cache, dir, "b", 2);
  await cache.find(keyOf("a"));
  await build(cache, dir, "c");
  expect(await lettersOf(cache)).toBe("ca");
});

test("one that is larger than all the room stays: it is wanted now", async () => {
  const dir = await temporaryFolder();
  const cache = new DependencyCache(dir, 1);
  await build(cache, dir, "a", 1);
  await build(cache, dir, "b");
  expect(await lettersOf(cache)).toBe("b");
});

test("one in use is never removed, by whichever process, until it is let go", async () => {
  const dir = await temporaryFolder();
  const cache = new DependencyCache(dir, 1);
  await build(cache, dir, "a", 2);
  const entry = { key: keyOf("a"), dir: join(dir, keyOf("a")) };
  const holder = spawn(
    process.execPath,
    [
      "--input-type=module-typescript",
      "--eval",
      `import { holdEntry } from ${JSON.stringify(join(import.meta.dirname, "../../pipeline/site/entry-hold.ts"))};
       holdEntry(${JSON.stringify(entry)}); console.log("held"); setInterval(() => {}, 1000);`,
    ],
    { stdio: ["ignore", "pipe", "inherit"] },
  );
  await once(holder.stdout, "data");
  await build(cache, dir, "b", 1);
  expect(await lettersOf(cache)).toBe("ba");
  expect((await cache.clear(new Date(), never)).count).toBe(1);
  expect(await lettersOf(cache)).toBe("a");

  holder.kill("SIGKILL");
  await once(holder, "exit");
  {
    using _hold = holdEntry(entry);
    expect((await cache.clear(new Date(), never)).count).toBe(0);
  }
  expect((await cache.clear(new Date(), never)).count).toBe(1);
  expect(await lettersOf(cache)).toBe("");
});

test("an entry is described by its direct dependencies, its size and its last use", async () => {
  const dir = await temporaryFolder();
  const cache = new DependencyCache(dir);
  await build(cache, dir, "a", 5);
  const [entry] = await cache.list();
  expect(entry).toMatchObject({ key: keyOf("a"), packages: ["a@^1.0.0"], inUse: false });
  expect(entry?.bytes).toBeGreaterThanOrEqual(entryBytes);
  expect(Date.now() - (entry?.lastUsedAt.getTime() ?? 0)).toBeGreaterThan(4 * 3_600_000);
});

test("clear takes only what was last used before the given time", async () => {
  const dir = await temporaryFolder();
  const cache = new DependencyCache(dir);
  await build(cache, dir, "a", 48);
  await build(cache, dir, "b", 1);
  const removal = await cache.clear(new Date(Date.now() - 24 * 3_600_000), never);
  expect(removal.count).toBe(1);
  expect(removal.bytes).toBeGreaterThanOrEqual(entryBytes);
  expect(await lettersOf(cache)).toBe("b");
});

test("what a killed process left half-built is removed, what a living one builds is not", async () => {
  const dir = await temporaryFolder();
  const cache = new DependencyCache(dir);
  const dead = spawn("true");
  await once(dead, "exit");
  const left = [`.building-${dead.pid}-abc`, `.removing-${dead.pid}-abc`, ".building-abc"];
  for (const name of [...left, `.building-${process.pid}-abc`]) await mkdir(join(dir, name));
  await build(cache, dir, "a");
  const hidden = (await readdir(dir)).filter((name) => /^\.(building|removing)/.test(name));
  expect(hidden).toEqual([`.building-${process.pid}-abc`]);
});

test("a build that fails leaves nothing, and is tried again", async () => {
  const dir = await temporaryFolder();
  const cache = new DependencyCache(dir);
  const failing = await cache.findOrBuild(keyOf("a"), async () => "no such package", never);
  expect(failing).toEqual({ failure: "no such package" });
  expect(await readdir(dir)).toEqual([]);
  await build(cache, dir, "a");
});

test("a folder that is not there yet is an empty cache", async () => {
  const cache = new DependencyCache(join(await temporaryFolder(), "none"));
  expect(await cache.list()).toEqual([]);
});
