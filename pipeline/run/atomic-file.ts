import { mkdir, open, rename, rm } from "node:fs/promises";
import { dirname } from "node:path";
import { writeFailure } from "./write-failure.ts";

/**
 * Writes a file so that readers see the old content or the new, never a half: temporary file, fsync, rename.
 * Throws UserError or StopError when it cannot be written; the old content is there then, and no temporary file.
 */
export async function writeFileAtomic(path: string, content: string | Uint8Array): Promise<void> {
  const temporary = `${path}.tmp`;
  try {
    await mkdir(dirname(path), { recursive: true });
    const file = await open(temporary, "w");
    try {
      await file.writeFile(content);
      await file.sync();
    } finally {
      await file.close();
    }
    await rename(temporary, path);
  } catch (cause) {
    // the failure itself is what is told
    await rm(temporary, { force: true }).catch(() => undefined);
    throw writeFailure(path, cause);
  }
}
