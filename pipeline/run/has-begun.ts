import { stat } from "node:fs/promises";
import { hasErrorCode } from "../errors.ts";
import { storeFiles } from "./run-paths.ts";

/** Whether a store holds a line. A process killed before the first was written leaves a folder in which nothing has begun. */
export async function hasBegun(dir: string): Promise<boolean> {
  try {
    return (await stat(storeFiles(dir).journal)).size > 0;
  } catch (error) {
    if (hasErrorCode(error, "ENOENT")) return false;
    throw error;
  }
}
