import { mkdir, mkdtemp, readdir, rm } from "node:fs/promises";
import { join } from "node:path";
import { isProcessAlive } from "../run/process-alive.ts";

/**
 * A new folder of this process in `workDir`, called `PREFIX-PID-RANDOM`. Those of the same prefix whose process was
 * killed before it could remove them are removed first.
 */
export async function makeWorkFolder(workDir: string, prefix: string): Promise<string> {
  await mkdir(workDir, { recursive: true });
  for (const name of await readdir(workDir)) {
    const [, owner, pid] = /^([a-z]+)-(\d+)-/.exec(name) ?? [];
    if (owner === prefix && !isProcessAlive(Number(pid)))
      await rm(join(workDir, name), { recursive: true, force: true });
  }
  return mkdtemp(join(workDir, `${prefix}-${process.pid}-`));
}
