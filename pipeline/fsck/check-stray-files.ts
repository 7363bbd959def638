import { readdir, rm } from "node:fs/promises";
import { join } from "node:path";
import type { Findings } from "./findings.ts";

/** Files that were to be renamed and were not: a process was ended while it wrote them. With `repair` they are removed. */
export async function checkStrayFiles(
  dir: string,
  { repair, findings }: { repair: boolean; findings: Findings },
): Promise<void> {
  for (const name of (await readdir(dir, { recursive: true })).sort()) {
    if (!name.endsWith(".tmp")) continue;
    if (repair) await rm(join(dir, name), { recursive: true });
    findings.add(name, ["a file that was not finished"], repair ? "it was removed" : null);
  }
}
