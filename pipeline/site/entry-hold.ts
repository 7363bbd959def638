import { mkdirSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { hasErrorCode } from "../errors.ts";
import { isProcessAlive } from "../run/process-alive.ts";
import type { InstalledDependencies } from "./dependency-cache.ts";

const holdsFolder = ".holds";
let holdsMade = 0;

/**
 * Keeps an entry of the dependency cache from being removed by any process until it is disposed. The hold is a file that
 * names our process: one that was killed holds nothing.
 */
export function holdEntry({ key, dir }: InstalledDependencies): Disposable {
  const folder = join(dirname(dir), holdsFolder);
  mkdirSync(folder, { recursive: true });
  const path = join(folder, `${key}.${process.pid}.${holdsMade++}`);
  writeFileSync(path, "");
  return { [Symbol.dispose]: () => rmSync(path, { force: true }) };
}

/** Keys of the entries that living processes hold. What dead ones left is removed. */
export function heldKeys(cacheDir: string): Set<string> {
  const folder = join(cacheDir, holdsFolder);
  const held = new Set<string>();
  for (const name of listNames(folder)) {
    const [key = "", pid] = name.split(".");
    if (isProcessAlive(Number(pid))) held.add(key);
    else rmSync(join(folder, name), { force: true });
  }
  return held;
}

function listNames(folder: string): string[] {
  try {
    return readdirSync(folder);
  } catch (error) {
    if (hasErrorCode(error, "ENOENT")) return [];
    throw error;
  }
}
