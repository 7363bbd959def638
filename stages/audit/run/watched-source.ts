import { stat } from "node:fs/promises";
import { hasErrorCode } from "../../../pipeline/errors.ts";

/** A part of the run folder that is read again when one of its files has changed. */
export class WatchedSource<Value> {
  readonly #paths: readonly string[];
  readonly #load: () => Promise<Value>;
  #stamp = "";
  #value: Value;

  /** `empty` stands for it until the first refresh. */
  constructor(paths: readonly string[], load: () => Promise<Value>, empty: Value) {
    this.#paths = paths;
    this.#load = load;
    this.#value = empty;
  }

  get value(): Value {
    return this.#value;
  }

  /** Whether it was read again. */
  async refresh(): Promise<boolean> {
    const stamp = (await Promise.all(this.#paths.map(stampOf))).join(" ");
    if (stamp === this.#stamp) return false;
    // before reading: what is written meanwhile shows the next time
    this.#stamp = stamp;
    this.#value = await this.#load();
    return true;
  }
}

/** Changes whenever a file does, as far as its size and time tell. */
export async function stampOf(path: string): Promise<string> {
  try {
    const { size, mtimeMs, ino } = await stat(path);
    return `${size}:${mtimeMs}:${ino}`;
  } catch (error) {
    if (hasErrorCode(error, "ENOENT", "ENOTDIR")) return "-";
    throw error;
  }
}
