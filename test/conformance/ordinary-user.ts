import { execFile } from "node:child_process";
import { accessSync, constants } from "node:fs";
import { chmod, chown } from "node:fs/promises";
import { dirname } from "node:path";
import { promisify } from "node:util";

/** An id that is nobody's. */
const ordinaryUser = 54_321;

/** What a program says of a probe. */
export interface ProbeResult {
  name: string;
  failure: string | null;
}

/** As root: runs a program that prints a JSON line per probe as somebody without rights, who is given `dir` as home and as last argument. */
export async function runAsOrdinaryUser(
  program: string,
  args: readonly string[],
  dir: string,
): Promise<ProbeResult[]> {
  if (!isOpenToOthers(program)) throw new Error(`${program} lies in a folder that is closed to other users`);
  await chmod(dir, 0o755);
  await chown(dir, ordinaryUser, ordinaryUser);
  const { CHROMIUM_PATH } = process.env;
  const { stdout } = await promisify(execFile)(process.execPath, [program, ...args, dir], {
    ...{ uid: ordinaryUser, gid: ordinaryUser, cwd: dir },
    env: { PATH: "/usr/bin:/bin", HOME: dir, VITEST: "1", ...(CHROMIUM_PATH ? { CHROMIUM_PATH } : {}) },
  });
  return stdout
    .trim()
    .split("\n")
    .map((line) => JSON.parse(line));
}

function isOpenToOthers(path: string): boolean {
  for (let folder = dirname(path); folder !== "/"; folder = dirname(folder)) {
    try {
      accessSync(folder, constants.X_OK);
    } catch {
      return false;
    }
  }
  return true;
}
