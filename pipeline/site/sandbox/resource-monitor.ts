import { folderSize } from "./folder-size.ts";
import { type ProcessEntry, readProcesses } from "./processes.ts";

/** A box to watch. */
export interface Watched {
  /** those of all processes that belong to the box */
  membersOf: (processes: readonly ProcessEntry[]) => ProcessEntry[];
  /** processes and threads */
  processes: number;
  memoryBytes: number;
  diskBytes: number;
  /** host folders that the box can write */
  folders: readonly string[];
  onExceeded: (limit: "processes" | "memory" | "disk") => void;
}

/** A kernel limit binds one process or one file; these bind a whole box, and have to be looked at from time to time. */
const processIntervalMs = 250;
const diskIntervalMs = 1000;
/** Looks in a row that must find a box at its limit of processes: a build may touch it, a fork bomb stays. */
const maxLooksAtProcessLimit = 2;
/** Part of the limit that counts as reached: the kernel counts some that cannot be seen, and a bomb's come and go. */
const reachedShare = 0.9;

/** Looks at the memory and disk of all boxes together, as long as there is one. */
export class ResourceMonitor {
  /** by box: in how many looks it stood at its limit of processes */
  readonly #watched = new Map<Watched, number>();
  #processTimer: NodeJS.Timeout | undefined;
  #diskTimer: NodeJS.Timeout | undefined;

  watch(watched: Watched): Disposable {
    this.#watched.set(watched, 0);
    this.#processTimer ??= setInterval(() => this.#checkProcesses(), processIntervalMs).unref();
    this.#diskTimer ??= setTimeout(() => this.#checkDisk(), diskIntervalMs).unref();
    return {
      [Symbol.dispose]: () => {
        this.#watched.delete(watched);
        if (this.#watched.size > 0) return;
        clearInterval(this.#processTimer);
        clearTimeout(this.#diskTimer);
        this.#processTimer = undefined;
        this.#diskTimer = undefined;
      },
    };
  }

  #checkProcesses(): void {
    const processes = readProcesses();
    for (const [watched, looksAtLimit] of this.#watched) {
      const members = watched.membersOf(processes);
      if (sum(members, ({ residentBytes }) => residentBytes) > watched.memoryBytes)
        watched.onExceeded("memory");
      const isAtLimit = sum(members, ({ threads }) => threads) >= reachedShare * watched.processes;
      if (isAtLimit && looksAtLimit + 1 >= maxLooksAtProcessLimit) watched.onExceeded("processes");
      this.#watched.set(watched, isAtLimit ? looksAtLimit + 1 : 0);
    }
  }

  async #checkDisk(): Promise<void> {
    for (const watched of [...this.#watched.keys()]) {
      let used = 0;
      for (const folder of watched.folders) used += await folderSize(folder, watched.diskBytes - used);
      if (used > watched.diskBytes) watched.onExceeded("disk");
    }
    if (this.#watched.size > 0) this.#diskTimer = setTimeout(() => this.#checkDisk(), diskIntervalMs).unref();
  }
}

function sum<T>(items: readonly T[], amountOf: (item: T) => number): number {
  return items.reduce((total, item) => total + amountOf(item), 0);
}
