import { execFile } from "node:child_process";
import { cp, rm } from "node:fs/promises";
import { promisify } from "node:util";

const run = promisify(execFile);

/** A disk of its own for a run folder, which becomes full. */
export interface SmallDisk extends AsyncDisposable {
  /** Gives it all the room there is: the user has deleted something. */
  grow(): Promise<void>;
  /** Leaves what is on it in its place when it is taken away. */
  copyOut(): Promise<void>;
}

/** Mounts a disk of so many KiB at a folder; null where that is not permitted. */
export async function mountSmallDisk(dir: string, kiB: number): Promise<SmallDisk | null> {
  try {
    await run("mount", ["-t", "tmpfs", "-o", `size=${kiB}k`, "tmpfs", dir]);
  } catch {
    // whoever is not root has no such disk
    return null;
  }
  const copy = `${dir}.copy`;
  let isCopied = false;
  return {
    grow: async () => void (await run("mount", ["-o", "remount,size=64m", dir])),
    copyOut: async () => {
      await cp(dir, copy, { recursive: true });
      isCopied = true;
    },
    [Symbol.asyncDispose]: async () => {
      await run("umount", [dir]);
      if (!isCopied) return;
      await cp(copy, dir, { recursive: true });
      await rm(copy, { recursive: true });
    },
  };
}
