import { readFile } from "node:fs/promises";
import { hasErrorCode } from "../errors.ts";

/** A file's bytes; none when there is no such file. */
export async function readOrEmpty(path: string): Promise<Buffer> {
  try {
    return await readFile(path);
  } catch (error) {
    if (hasErrorCode(error, "ENOENT")) return Buffer.alloc(0);
    throw error;
  }
}
