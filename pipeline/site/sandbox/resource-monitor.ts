import { folderSize } from "./folder-size.ts";
import { descendantsOf, readProcesses } from "./processes.ts";

/** A box to watch. */
export interface Watched {
  /** process outside, above every process of the box */
  pid: number;
  memoryBytes: number;
  diskBytes: number;
  /** host folders that the box can write */
  folders: readonly string[];
  onExceeded: (limit: "memory" | "disk") => void;
}

/** A kernel limit binds one process or one file; these bind a whole box, and have to be looked at from time to time. */
const memoryIntervalMs = 250;
const diskIntervalMs = 1000;

/** Looks at the memory and disk of all boxes together, as long as there is one. */
export class ResourceMonitor {
  readonly #watched = new Set<Watched>();
  #memoryTimer: NodeJS.Timeout | undefined;
  #diskTimer: NodeJS.Timeout | undefined;

  watch(watched: Watched): Disposable {
    this.#watched.add(watched);
    this.#memoryTimer ??= setInterval(() => this.#checkMemory(), memoryIntervalMs).unref();
    this.#diskTimer ??= setTimeout(() => this.#checkDisk(), diskIntervalMs).unref();
    return {
      [Symbol.dispose]: () => {
        this.#watched.delete(watched);
        if (this.#watched.size > 0) return;
        clearInterval(this.#memoryTimer);
        clearTimeout(this.#diskTimer);
        this.#memoryTimer = undefined;
        this.#diskTimer = undefined;
      },
    };
  }

  #checkMemory(): void {
    const processes = readProcesses();
    for (const watched of this.#watched) {
      const used = descendantsOf(watched.pid, processes).reduce(
        (sum, { residentBytes }) => sum + residentBytes,
        0,
      );
      if (used > watched.memoryBytes) watched.onExceeded("memory");
    }
  }

  async #checkDisk(): Promise<void> {
    for (const watched of [...this.#watched]) {
      let used = 0;
      for (const folder of watched.folders) used += await folderSize(folder, watched.diskBytes - used);
      if (used > watched.diskBytes) watched.onExceeded("disk");
    }
    if (this.#watched.size > 0) this.#diskTimer = setTimeout(() => this.#checkDisk(), diskIntervalMs).unref();
  }
}
