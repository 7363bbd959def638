import { mkdir, mkdtemp, readFile, rename, rm, stat, utimes } from "node:fs/promises";
import { join } from "node:path";
import { holdMachineLock } from "./machine-lock.ts";

/** A finished installation. Its folder is shown to boxes read-only and never changes. */
export interface InstalledDependencies {
  key: string;
  /** folder that holds node_modules and package-lock.json */
  dir: string;
}

/**
 * Folders inside node_modules that tools write to at run time: made once in each entry, since nothing can be made on a
 * read-only mount, and covered by a writable folder of the slot.
 */
export const writableToolFolders = [".vite", ".vite-temp", ".cache", ".tmp"];

/** Installations by key, built once each and kept across runs. */
export class DependencyCache {
  readonly #dir: string;

  constructor(dir: string) {
    this.#dir = dir;
  }

  /** A finished entry, marked as used just now; null when there is none. */
  async find(key: string): Promise<InstalledDependencies | null> {
    const dir = join(this.#dir, key);
    if (!(await stat(dir).catch(() => null))) return null;
    const now = new Date();
    await utimes(dir, now, now);
    return { key, dir };
  }

  /**
   * Builds an entry unless another caller, here or in another process, builds it first. `build` fills a new empty folder
   * and says whether it succeeded; a failure leaves nothing behind.
   */
  async findOrBuild<Failure>(
    key: string,
    build: (dir: string) => Promise<Failure | null>,
    signal: AbortSignal,
  ): Promise<{ installed: InstalledDependencies; built: boolean } | { failure: Failure }> {
    await using _lock = await holdMachineLock(`${this.#dir}/${key}`, signal);
    const found = await this.find(key);
    if (found) return { installed: found, built: false };
    await mkdir(this.#dir, { recursive: true });
    const temporary = await mkdtemp(join(this.#dir, ".building-"));
    try {
      const failure = await build(temporary);
      if (failure !== null) return { failure };
      for (const name of writableToolFolders)
        await mkdir(join(temporary, "node_modules", name), { recursive: true });
      const dir = join(this.#dir, key);
      await rename(temporary, dir);
      return { installed: { key, dir }, built: true };
    } finally {
      await rm(temporary, { recursive: true, force: true });
    }
  }
}

/** The lock file of an entry: the exact versions behind its key. */
export function readLockFile(installed: InstalledDependencies): Promise<string> {
  return readFile(join(installed.dir, "package-lock.json"), "utf8");
}
