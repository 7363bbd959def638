import { readdir } from "node:fs/promises";
import { hasErrorCode } from "../errors.ts";

/** The names in a folder, sorted; none when there is no such folder. */
export async function namesIn(dir: string): Promise<string[]> {
  try {
    return (await readdir(dir)).sort();
  } catch (error) {
    if (hasErrorCode(error, "ENOENT")) return [];
    throw error;
  }
}
