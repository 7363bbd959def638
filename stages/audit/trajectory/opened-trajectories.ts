import { storeFiles } from "../../../pipeline/run/run-paths.ts";
import { stampOf } from "../run/watched-source.ts";
import { type OpenedTrajectory, openTrajectory } from "./open-trajectory.ts";

/** Blobs of the trajectories that are kept open, uncompressed. The one looked at last stays in any case. */
const maxBytes = 48 * 2 ** 20;
const maxCount = 6;

interface Entry {
  stamp: string;
  opened: OpenedTrajectory;
}

/** The trajectories that were looked at last. One is read at a time, so that memory does not grow with the requests. */
export class OpenedTrajectories {
  readonly #entries = new Map<string, Entry>();
  #tail: Promise<unknown> = Promise.resolve();

  /** `dir`: the trajectory's folder. What has changed since is read again. */
  open(dir: string): Promise<OpenedTrajectory> {
    const opening = this.#tail.then(() => this.#open(dir));
    this.#tail = opening.catch(() => undefined);
    return opening;
  }

  async #open(dir: string): Promise<OpenedTrajectory> {
    const stamp = `${await stampOf(storeFiles(dir).journal)} ${await stampOf(storeFiles(dir).pack)}`;
    const known = this.#entries.get(dir);
    this.#entries.delete(dir);
    const entry = known?.stamp === stamp ? known : { stamp, opened: await openTrajectory(dir) };
    this.#entries.set(dir, entry);
    this.#forget();
    return entry.opened;
  }

  #forget(): void {
    let bytes = this.#entries.values().reduce((sum, { opened }) => sum + opened.blobs.totalBytes, 0);
    for (const [dir, { opened }] of this.#entries) {
      if (this.#entries.size === 1 || (bytes <= maxBytes && this.#entries.size <= maxCount)) return;
      this.#entries.delete(dir);
      bytes -= opened.blobs.totalBytes;
    }
  }
}
