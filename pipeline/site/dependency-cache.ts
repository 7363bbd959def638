import { mkdir, mkdtemp, readdir, readFile, rename, rm, stat, utimes, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { hasErrorCode } from "../errors.ts";
import { isProcessAlive } from "../run/process-alive.ts";
import { heldKeys } from "./entry-hold.ts";
import { holdMachineLock } from "./machine-lock.ts";
import { folderSize } from "./sandbox/folder-size.ts";

/** A finished installation. Its folder is shown to boxes read-only and never changes. */
export interface InstalledDependencies {
  key: string;
  /** folder that holds node_modules and package-lock.json */
  dir: string;
}

/** What a person wants to know of a finished installation. */
export interface CacheEntry {
  key: string;
  /** direct dependencies, by name and version */
  packages: string[];
  bytes: number;
  lastUsedAt: Date;
  /** whether a running site stands on it */
  inUse: boolean;
}

/** What a removal took away. */
export interface Removal {
  count: number;
  bytes: number;
}

/**
 * Folders inside node_modules that tools write to at run time: made once in each entry, since nothing can be made on a
 * read-only mount, and covered by a writable folder of the slot.
 */
export const writableToolFolders = [".vite", ".vite-temp", ".cache", ".tmp"];

const keyPattern = /^[0-9a-f]{32}$/;
/** Folders being built or removed; the number is the process that does. */
const unfinishedPattern = /^\.(?:building|removing)-(?:(\d+)-)?/;
const sizeFile = ".bytes";

/** Installations by key, built once each and kept across runs, within a bound. */
export class DependencyCache {
  readonly #dir: string;
  readonly #maxBytes: number;

  /** `maxBytes` is what all entries together may hold; the one used last stays in any case. */
  constructor(dir: string, maxBytes = Number.POSITIVE_INFINITY) {
    this.#dir = dir;
    this.#maxBytes = maxBytes;
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
   * and says whether it succeeded; a failure leaves nothing behind. A new entry may cost old ones their place.
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
    const temporary = await mkdtemp(join(this.#dir, `.building-${process.pid}-`));
    try {
      const failure = await build(temporary);
      if (failure !== null) return { failure };
      for (const name of writableToolFolders)
        await mkdir(join(temporary, "node_modules", name), { recursive: true });
      await writeFile(join(temporary, sizeFile), String(await folderSize(temporary)));
      const dir = join(this.#dir, key);
      await rename(temporary, dir);
      await this.#makeRoom(key, signal);
      return { installed: { key, dir }, built: true };
    } finally {
      await rm(temporary, { recursive: true, force: true });
    }
  }

  /** All finished entries, the one used last first. */
  async list(): Promise<CacheEntry[]> {
    const held = heldKeys(this.#dir);
    const names = await readdir(this.#dir).catch(ifMissing([]));
    const entries = await Promise.all(
      names.filter((name) => keyPattern.test(name)).map((key) => this.#describe(key, held.has(key))),
    );
    return entries
      .filter((entry) => entry !== null)
      .sort((a, b) => b.lastUsedAt.getTime() - a.lastUsedAt.getTime());
  }

  /** Removes the entries last used before `before`, but none in use, and what was left half-built or half-removed. */
  async clear(before: Date, signal: AbortSignal): Promise<Removal> {
    await using _lock = await holdMachineLock(`${this.#dir}/removal`, signal);
    await this.#removeLeftovers();
    const old = (await this.list()).filter(({ inUse, lastUsedAt }) => !inUse && lastUsedAt < before);
    for (const { key } of old) await this.#remove(key);
    return { count: old.length, bytes: old.reduce((sum, { bytes }) => sum + bytes, 0) };
  }

  async #makeRoom(newKey: string, signal: AbortSignal): Promise<void> {
    await using _lock = await holdMachineLock(`${this.#dir}/removal`, signal);
    await this.#removeLeftovers();
    let total = 0;
    for (const { key, bytes, inUse } of await this.list()) {
      total += bytes;
      if (total <= this.#maxBytes || inUse || key === newKey) continue;
      await this.#remove(key);
      total -= bytes;
    }
  }

  /** First out of the way, so that nobody finds half an entry. */
  async #remove(key: string): Promise<void> {
    const grave = await mkdtemp(join(this.#dir, `.removing-${process.pid}-`));
    await rename(join(this.#dir, key), join(grave, key)).catch(ifMissing(undefined));
    await rm(grave, { recursive: true, force: true });
  }

  async #removeLeftovers(): Promise<void> {
    for (const name of await readdir(this.#dir).catch(ifMissing([]))) {
      const [isUnfinished, pid] = unfinishedPattern.exec(name) ?? [];
      if (isUnfinished && !(pid !== undefined && isProcessAlive(Number(pid))))
        await rm(join(this.#dir, name), { recursive: true, force: true });
    }
  }

  async #describe(key: string, inUse: boolean): Promise<CacheEntry | null> {
    const dir = join(this.#dir, key);
    try {
      const { mtime } = await stat(dir);
      return { key, packages: await readPackages(dir), bytes: await sizeOf(dir), lastUsedAt: mtime, inUse };
    } catch (error) {
      // another process removed it while we looked
      if (hasErrorCode(error, "ENOENT")) return null;
      throw error;
    }
  }
}

/** The lock file of an entry: the exact versions behind its key. Null where there was nothing to install. */
export async function readLockFile({ dir }: InstalledDependencies): Promise<string | null> {
  return readFile(join(dir, "package-lock.json"), "utf8").catch(ifMissing(null));
}

async function readPackages(dir: string): Promise<string[]> {
  const lockFile = await readLockFile({ key: "", dir });
  if (lockFile === null) return [];
  const lock: { packages?: Record<string, Record<string, Record<string, string> | undefined>> } =
    JSON.parse(lockFile);
  const root = lock.packages?.[""];
  return Object.entries({ ...root?.dependencies, ...root?.devDependencies }).map(
    ([name, version]) => `${name}@${version}`,
  );
}

/** An entry never changes, so it is measured once. */
async function sizeOf(dir: string): Promise<number> {
  const noted = Number(await readFile(join(dir, sizeFile), "utf8").catch(ifMissing("")));
  return noted > 0 ? noted : await folderSize(dir);
}

function ifMissing<T>(value: T): (error: unknown) => T {
  return (error) => {
    if (hasErrorCode(error, "ENOENT")) return value;
    throw error;
  };
}
