import { readStore } from "../../../pipeline/run/event-store.ts";
import { openRunReader } from "../../../pipeline/run/open-run-reader.ts";
import { RunPaths } from "../../../pipeline/run/run-paths.ts";
import { parseTrajectoryEvent } from "../../../pipeline/run/trajectory-store.ts";

/** Reads which answers a run folder holds, by the serial number each carries. Sealed trajectories are read once. */
export class JournaledCalls {
  readonly #dir: string;
  readonly #sealed = new Map<string, number[]>();

  constructor(dir: string) {
    this.#dir = dir;
  }

  async serials(): Promise<Set<number>> {
    const reader = await openRunReader(this.#dir).catch(() => null);
    const serials = new Set<number>();
    for (const id of (await reader?.trajectoryIds()) ?? []) {
      const found = this.#sealed.get(id) ?? (await this.#read(id));
      for (const serial of found) serials.add(serial);
    }
    return serials;
  }

  async #read(id: string): Promise<number[]> {
    const { events } = await readStore(new RunPaths(this.#dir).trajectory(id), parseTrajectoryEvent);
    const serials = events.flatMap((event) =>
      event.event === "call-returned" ? [event.usage.completionTokens] : [],
    );
    if (events.at(-1)?.event === "trajectory-sealed") this.#sealed.set(id, serials);
    return serials;
  }
}
