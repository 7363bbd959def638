import { readdir, stat, utimes } from "node:fs/promises";
import { join } from "node:path";
import { Readable } from "node:stream";
import { text } from "node:stream/consumers";
import { expect, test } from "vitest";
import { RegistryCache } from "../../pipeline/site/registry-cache.ts";
import { temporaryFolder } from "../support/temporary-folder.ts";

const bodyBytes = 10_000;
const urlOf = (name: string): string => `http://registry.test/${name}.tgz`;

/** A cache with answers a, b and c, used three, two and one hour ago. */
async function cacheOfThree(): Promise<{ dir: string; cache: RegistryCache }> {
  const dir = await temporaryFolder();
  const cache = new RegistryCache(dir);
  const known = new Set<string>();
  for (const [index, name] of ["a", "b", "c"].entries()) {
    await cache.put(urlOf(name), "*/*", {}, Readable.from([Buffer.alloc(bodyBytes, name)]));
    const used = new Date(Date.now() - (3 - index) * 3_600_000);
    for (const file of await readdir(dir)) {
      if (!known.has(file)) await utimes(join(dir, file), used, used);
      known.add(file);
    }
  }
  return { dir, cache };
}

const namesKept = async (cache: RegistryCache): Promise<string> => {
  let kept = "";
  for (const name of ["a", "b", "c"]) {
    const answer = await cache.get(urlOf(name), "*/*");
    if (!answer) continue;
    expect(await text(answer.body)).toBe(name.repeat(bodyBytes));
    kept += name;
  }
  return kept;
};

test("answers used longest ago make room, and reading one is using it", async () => {
  const { cache } = await cacheOfThree();
  const { count, bytes } = await cache.measure();
  expect(count).toBe(3);
  const read = await cache.get(urlOf("a"), "*/*");
  await text(read?.body ?? Readable.from([]));
  expect(await cache.trim(bytes - 1)).toEqual({ count: 1, bytes: bytes / 3 });
  expect(await namesKept(cache)).toBe("ac");
});

test("reading an answer does not make a list of versions younger", async () => {
  const dir = await temporaryFolder();
  const cache = new RegistryCache(dir);
  const url = "http://registry.test/react";
  await cache.put(url, "*/*", {}, Readable.from(["{}"]));
  const [file = ""] = await readdir(dir);
  const nineMinutesAgo = new Date(Date.now() - 9 * 60_000);
  await utimes(join(dir, file), nineMinutesAgo, nineMinutesAgo);
  const answer = await cache.get(url, "*/*");
  expect(await text(answer?.body ?? Readable.from([]))).toBe("{}");
  expect((await stat(join(dir, file))).mtimeMs).toBe(nineMinutesAgo.getTime());
  const elevenMinutesAgo = new Date(Date.now() - 11 * 60_000);
  await utimes(join(dir, file), new Date(), elevenMinutesAgo);
  expect(await cache.get(url, "*/*")).toBeNull();
});

test("clear takes what was last used before a time", async () => {
  const { cache } = await cacheOfThree();
  expect((await cache.clear(new Date(Date.now() - 1.5 * 3_600_000))).count).toBe(2);
  expect(await namesKept(cache)).toBe("c");
});

test("no folder, no answers", async () => {
  const cache = new RegistryCache(join(await temporaryFolder(), "none"));
  expect(await cache.measure()).toEqual({ count: 0, bytes: 0 });
  expect(await cache.trim(0)).toEqual({ count: 0, bytes: 0 });
});
