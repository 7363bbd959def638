import { access } from "node:fs/promises";
import { hasErrorCode } from "../errors.ts";

/** Whether there is something of this name. */
export async function pathExists(path: string): Promise<boolean> {
  try {
    await access(path);
    return true;
  } catch (error) {
    if (hasErrorCode(error, "ENOENT")) return false;
    throw error;
  }
}
