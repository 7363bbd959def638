import { mkdir, rename, rm } from "node:fs/promises";
import { basename, dirname, join } from "node:path";
import { pathExists } from "../run/path-exists.ts";

/**
 * Makes a folder's new content in a folder beside it and puts that in its place when all is done, so that it never
 * holds half of it. When making it fails, the old content stays as it was. A process killed in the instant between the
 * two renames leaves the old content beside the folder: it is put back by the next call, which also clears the rest up.
 */
export async function replaceFolder<Result>(
  dir: string,
  make: (staging: string) => Promise<Result>,
): Promise<Result> {
  const staging = join(dirname(dir), `.${basename(dir)}.new`);
  const former = join(dirname(dir), `.${basename(dir)}.former`);
  if (!(await pathExists(dir)) && (await pathExists(former))) await rename(former, dir);
  await remove(staging);
  await mkdir(staging, { recursive: true });
  const result = await make(staging).catch(async (error: unknown) => {
    await remove(staging);
    throw error;
  });
  await remove(former);
  if (await pathExists(dir)) await rename(dir, former);
  await rename(staging, dir);
  await remove(former);
  return result;
}

function remove(dir: string): Promise<void> {
  return rm(dir, { recursive: true, force: true });
}
