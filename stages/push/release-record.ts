import { readFile } from "node:fs/promises";
import { basename, dirname } from "node:path";
import type { Release } from "../../pipeline/contracts/generated/release.ts";
import { checkContract } from "../../pipeline/contracts/validators.ts";
import { BugError, hasErrorCode } from "../../pipeline/errors.ts";
import { writeFileAtomic } from "../../pipeline/run/atomic-file.ts";
import { readRunManifest } from "../../pipeline/run/run-manifest.ts";
import { RunPaths } from "../../pipeline/run/run-paths.ts";

export type { Release };

/**
 * Where the run that a dataset was emitted from keeps a release's record; null when the dataset lies in no run.
 * `place`: `OWNER/NAME` of the Hub, or a folder's path.
 */
export async function recordPath(datasetDir: string, place: string, tag: string): Promise<string | null> {
  const runDir = dirname(dirname(datasetDir));
  const paths = new RunPaths(runDir);
  if ((await readRunManifest(paths.manifest)) === null) return null;
  return paths.release(/^[^/]+\/[^/]+$/.test(place) ? place.replace("/", "--") : basename(place), tag);
}

export async function writeRecord(path: string, record: Release): Promise<void> {
  const checked = checkContract("release", record);
  if (!checked.ok)
    throw new BugError(`The release's record breaks its schema: ${checked.problems.join("; ")}`);
  await writeFileAtomic(path, `${JSON.stringify(checked.value, null, 2)}\n`);
}

/** Null when there is none that can be used. */
export async function readRecord(path: string): Promise<Release | null> {
  try {
    const checked = checkContract("release", JSON.parse(await readFile(path, "utf8")));
    return checked.ok ? checked.value : null;
  } catch (error) {
    // a record can be made again by verifying: a damaged one is as good as none
    if (error instanceof SyntaxError || hasErrorCode(error, "ENOENT")) return null;
    throw error;
  }
}
