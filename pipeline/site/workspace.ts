import { execFile } from "node:child_process";
import { constants } from "node:fs";
import { chown, type FileHandle, mkdir, open, rename, rm, rmdir, unlink, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { promisify } from "node:util";
import { BugError, hasErrorCode } from "../errors.ts";
import type { FileChanges } from "./restart-rule.ts";
import type { UnixOwner } from "./sandbox/sandbox.ts";
import { sitePathProblem } from "./site-path.ts";
import type { SiteFiles } from "./site-slot.ts";

/**
 * The folder that a box shows as its project. The site may be running and hostile while we write: no step here follows
 * a link, and what stands in the way of a file is removed, never written through.
 */
export class Workspace {
  readonly dir: string;
  readonly #staging: string;
  readonly #owner: UnixOwner | null;
  #files: SiteFiles = new Map();

  private constructor(dir: string, staging: string, owner: UnixOwner | null) {
    this.dir = dir;
    this.#staging = staging;
    this.#owner = owner;
  }

  /** Makes a new folder `name` in `parent` with these files. `parent` must not be visible to any box. */
  static async create(
    parent: string,
    name: string,
    files: SiteFiles,
    owner: UnixOwner | null,
  ): Promise<Workspace> {
    const [dir, staging] = [join(parent, name), join(parent, `${name}.staging`)];
    const workspace = new Workspace(dir, staging, owner);
    for (const folder of [dir, staging]) await mkdir(folder, { recursive: true });
    if (owner) await chown(dir, owner.uid, owner.gid);
    await workspace.update(files);
    return workspace;
  }

  /** How `files` differ from what was last written here. */
  changesTo(files: SiteFiles): FileChanges {
    return {
      written: [...files]
        .filter(([path, bytes]) => !isSame(this.#files.get(path), bytes))
        .map(([path]) => path),
      deleted: [...this.#files.keys()].filter((path) => !files.has(path)),
    };
  }

  /** Writes and deletes what `changesTo` names. Files the site made itself stay. */
  async update(files: SiteFiles): Promise<void> {
    const { written, deleted } = this.changesTo(files);
    for (const path of deleted) await this.#delete(path);
    for (const path of written) {
      const bytes = files.get(path);
      if (bytes) await this.#write(path, bytes);
    }
    this.#files = new Map(files);
  }

  /** Writes files again as they are, so that watchers hear of them. */
  async rewrite(paths: readonly string[]): Promise<void> {
    for (const path of paths) {
      const bytes = this.#files.get(path);
      if (bytes) await this.#write(path, bytes);
    }
  }

  /** Only when no box shows the folder any more. */
  async remove(): Promise<void> {
    for (const folder of [this.dir, this.#staging]) {
      try {
        await rm(folder, { recursive: true, force: true });
      } catch (error) {
        if (!hasErrorCode(error, "EACCES", "EPERM")) throw error;
        // a site may close its own folders to us; chmod follows no link on its way down
        await promisify(execFile)("/usr/bin/chmod", ["-R", "u+rwX", folder]);
        await rm(folder, { recursive: true, force: true });
      }
    }
  }

  async #write(path: string, bytes: Uint8Array): Promise<void> {
    await using parent = await this.#openParent(path, "make");
    if (!parent) throw new BugError(`Workspace: no folder for ${path}.`);
    const staged = join(this.#staging, "file");
    await writeFile(staged, bytes, { mode: 0o644 });
    if (this.#owner) await chown(staged, this.#owner.uid, this.#owner.gid);
    try {
      await rename(staged, parent.entry);
    } catch (error) {
      if (!hasErrorCode(error, "EISDIR", "ENOTEMPTY", "EEXIST")) throw error;
      // a folder stands where a file is wanted
      await rm(parent.entry, { recursive: true, force: true });
      await rename(staged, parent.entry);
    }
  }

  async #delete(path: string): Promise<void> {
    await using parent = await this.#openParent(path, "find");
    if (!parent) return;
    try {
      await unlink(parent.entry);
    } catch (error) {
      if (!hasErrorCode(error, "ENOENT", "EISDIR", "EPERM")) throw error;
    }
    // an empty folder is not part of a site
    const above = path.split("/").slice(0, -1);
    if (above.length > 0) await this.#removeIfEmpty(above.join("/"));
  }

  async #removeIfEmpty(path: string): Promise<void> {
    await using parent = await this.#openParent(path, "find");
    if (!parent) return;
    await rmdir(parent.entry).catch((error) => {
      if (!hasErrorCode(error, "ENOENT", "ENOTEMPTY", "ENOTDIR")) throw error;
    });
  }

  /**
   * Walks down to the folder of `path`, each step from the opened folder above (/proc/self/fd, as openat(2) would) and
   * without following links. `entry` names the file through that opened folder. Null when there is no such folder.
   */
  async #openParent(path: string, mode: "make" | "find"): Promise<OpenedParent | null> {
    const problem = sitePathProblem(path);
    if (problem) throw new BugError(`Workspace: ${JSON.stringify(path)}: ${problem}.`);
    const names = path.split("/");
    const last = names.pop() ?? "";
    let folder = await openFolder(this.dir);
    for (const name of names) {
      const step = `/proc/self/fd/${folder.fd}/${name}`;
      try {
        const next = await this.#enter(step, mode);
        await folder.close();
        if (!next) return null;
        folder = next;
      } catch (error) {
        await folder.close();
        throw error;
      }
    }
    return {
      entry: `/proc/self/fd/${folder.fd}/${last}`,
      [Symbol.asyncDispose]: () => folder.close(),
    };
  }

  async #enter(step: string, mode: "make" | "find"): Promise<FileHandle | null> {
    try {
      return await openFolder(step);
    } catch (error) {
      if (mode === "find" && hasErrorCode(error, "ENOENT", "ENOTDIR", "ELOOP")) return null;
      if (hasErrorCode(error, "ENOTDIR", "ELOOP")) await unlink(step);
      else if (!hasErrorCode(error, "ENOENT")) throw error;
    }
    await mkdir(step, { mode: 0o755 });
    const made = await openFolder(step);
    if (this.#owner) await made.chown(this.#owner.uid, this.#owner.gid);
    return made;
  }
}

interface OpenedParent extends AsyncDisposable {
  entry: string;
}

function openFolder(path: string): Promise<FileHandle> {
  return open(path, constants.O_RDONLY | constants.O_DIRECTORY | constants.O_NOFOLLOW);
}

function isSame(a: Uint8Array | undefined, b: Uint8Array): boolean {
  return a !== undefined && Buffer.compare(a, b) === 0;
}
