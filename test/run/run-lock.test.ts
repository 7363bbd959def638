import { spawn } from "node:child_process";
import { once } from "node:events";
import { readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { expect, test } from "vitest";
import { lockRun } from "../../pipeline/run/run-lock.ts";
import { temporaryFolder } from "../support/temporary-folder.ts";

test("a run is locked by one living process at a time", async () => {
  const path = join(await temporaryFolder(), "run.lock");
  {
    await using _lock = await lockRun(path);
    await expect(lockRun(path)).rejects.toThrow(/in use by process \d+/);
  }
  await using _again = await lockRun(path);
});

test("the lock of a dead process, or of another that has its id now, is taken over", async () => {
  const path = join(await temporaryFolder(), "run.lock");
  const child = spawn("true");
  await once(child, "exit");
  await writeFile(path, `${child.pid} 12345\n`);
  {
    await using _lock = await lockRun(path);
    expect(await readFile(path, "utf8")).toContain(`${process.pid} `);
  }
  await writeFile(path, `${process.pid} 1\n`);
  await using _lock = await lockRun(path);
});
