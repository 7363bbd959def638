import { randomUUID } from "node:crypto";
import { link, mkdir, open, rename, rm } from "node:fs/promises";
import { dirname, join } from "node:path";
import { hasErrorCode } from "../errors.ts";
import { namesIn } from "./names-in.ts";
import { writeFailure, writing } from "./write-failure.ts";

/**
 * Writes a file so that readers see the old content or the new, never a half: temporary file, fsync, rename.
 * Throws UserError or StopError when it cannot be written; the old content is there then, and no temporary file.
 */
export async function writeFileAtomic(path: string, content: string | Uint8Array): Promise<void> {
  const temporary = `${path}.tmp`;
  try {
    await writeFileSynced(temporary, content);
    await rename(temporary, path);
  } catch (cause) {
    // the failure itself is what is told
    await rm(temporary, { force: true }).catch(() => undefined);
    throw writeFailure(path, cause);
  }
}

async function writeFileSynced(path: string, content: string | Uint8Array): Promise<void> {
  await mkdir(dirname(path), { recursive: true });
  const file = await open(path, "w");
  try {
    await file.writeFile(content);
    await file.sync();
  } finally {
    await file.close();
  }
}

/**
 * Removes what `writeFileOnce` has begun in a folder, of files whose names begin so: what killed processes left. One that
 * is still at it finds its file gone, and fails.
 */
export async function removeUnfinished(dir: string, prefix = ""): Promise<void> {
  for (const name of await namesIn(dir))
    if (name.startsWith(prefix) && name.endsWith(".tmp")) await rm(join(dir, name), { force: true });
}

/**
 * Writes a file that no one has written yet; false when it is there already, as it was. Several processes may try.
 * Throws UserError or StopError when it cannot be written.
 */
export async function writeFileOnce(path: string, content: string | Uint8Array): Promise<boolean> {
  const temporary = `${path}.${randomUUID()}.tmp`;
  const isNew = await linkWritten(temporary, path, content);
  await writing(path, () => rm(temporary, { force: true }));
  return isNew;
}

async function linkWritten(temporary: string, path: string, content: string | Uint8Array): Promise<boolean> {
  try {
    await writeFileSynced(temporary, content);
    await link(temporary, path);
    return true;
  } catch (cause) {
    if (hasErrorCode(cause, "EEXIST")) return false;
    // the failure itself is what is told
    await rm(temporary, { force: true }).catch(() => undefined);
    throw writeFailure(path, cause);
  }
}
