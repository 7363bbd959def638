import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdir, readdir, readFile, writeFile } from "node:fs/promises";
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

test("a killed process that its parent has not yet taken notice of holds no lock", async () => {
  const path = join(await temporaryFolder(), "run.lock");
  // the parent becomes another program, which never asks after its child
  const parent = spawn("sh", ["-c", "sleep 60 & echo $!; exec sleep 60"], {
    stdio: ["ignore", "pipe", "ignore"],
  });
  const [line] = await once(parent.stdout, "data");
  const pid = Number(String(line));
  const stat = (await readFile(`/proc/${pid}/stat`, "utf8")).split(" ");
  await writeFile(path, `${pid} ${stat[21]}\n`);
  await expect(lockRun(path)).rejects.toThrow(/in use/);
  process.kill(pid, "SIGKILL");
  await expect.poll(() => readFile(`/proc/${pid}/stat`, "utf8")).toContain(" Z ");
  await using _lock = await lockRun(path);
  parent.kill("SIGKILL");
});

test("a lock whose end was never written is nobody's", async () => {
  const path = join(await temporaryFolder(), "run.lock");
  await writeFile(path, "12087 1547128 vm aebc83ae-f4ec");
  await using _lock = await lockRun(path);
});

test("a dead process's lock that cannot be removed stops the command with the reason", async () => {
  const path = join(await temporaryFolder(), "run.lock");
  await writeFile(path, `${process.pid} 1\n`);
  // in the way of whoever removes it, and no file that could be removed
  await mkdir(`${path}.removal.tmp/full`, { recursive: true });
  await expect(lockRun(path)).rejects.toThrow(/run\.lock\.removal\.tmp could not be written .*same command/);
});

test("of many that want it at once one has it, and none leaves a file", async () => {
  const folder = await temporaryFolder();
  const path = join(folder, "run.lock");
  await writeFile(`${path}.0.tmp`, "of one that was killed");
  await writeFile(path, `${process.pid} 1\n`);
  const attempts = await Promise.allSettled(Array.from({ length: 20 }, () => lockRun(path)));
  const taken = attempts.filter((attempt) => attempt.status === "fulfilled");
  expect(taken).toHaveLength(1);
  expect(await readdir(folder)).toEqual(["run.lock"]);
  await taken[0]?.value[Symbol.asyncDispose]();
  expect(await readdir(folder)).toEqual([]);
});
