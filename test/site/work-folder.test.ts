import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdir, readdir } from "node:fs/promises";
import { basename, join } from "node:path";
import { expect, test } from "vitest";
import { makeWorkFolder } from "../../pipeline/site/work-folder.ts";
import { temporaryFolder } from "../support/temporary-folder.ts";

test("removes what killed processes left behind, and nothing else", async () => {
  const dir = await temporaryFolder();
  const ended = spawn("true");
  await once(ended, "exit");
  const kept = [`host-${process.pid}-a`, `browser-${ended.pid}-a`, "notes", "host-x"];
  for (const name of [...kept, `host-${ended.pid}-a`])
    await mkdir(join(dir, name, "deep"), { recursive: true });
  const made = await makeWorkFolder(dir, "host");
  expect((await readdir(dir)).sort()).toEqual([...kept, basename(made)].sort());
});
