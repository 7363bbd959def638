import { constants } from "node:fs";
import { access, stat } from "node:fs/promises";
import { delimiter, isAbsolute, join } from "node:path";

/** Full path of the first program called `name` on `searchPath` (a PATH variable), or null. */
export async function findProgram(name: string, searchPath: string): Promise<string | null> {
  // a relative entry would mean another program in every working directory
  for (const folder of searchPath.split(delimiter).filter(isAbsolute)) {
    const path = join(folder, name);
    if (await isExecutableFile(path)) return path;
  }
  return null;
}

/** Whether this user may run the file at `path`. False when there is none. */
export async function isExecutableFile(path: string): Promise<boolean> {
  try {
    await access(path, constants.X_OK);
    return (await stat(path)).isFile();
  } catch {
    return false;
  }
}
