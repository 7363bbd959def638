import { readdir } from "node:fs/promises";
import { checkContract } from "../contracts/validators.ts";
import { hasErrorCode, UserError } from "../errors.ts";
import { readStore } from "../run/event-store.ts";
import { foldTrajectory } from "../run/fold-trajectory.ts";
import { RunPaths } from "../run/run-paths.ts";
import type { BlobReader, Trajectory } from "../run/trajectory.ts";
import { parseTrajectoryEvent } from "../run/trajectory-store.ts";
import { type AskedCall, type RecordedCall, RecordedCalls } from "./recorded-calls.ts";

/** Calls of one trajectory as its recording answers them. */
export interface Recording {
  find(asked: AskedCall): Promise<RecordedCall | null>;
  findKey(key: string): Promise<RecordedCall | null>;
  explainMiss(asked: AskedCall): Promise<string>;
}

/** This purpose belongs to an instruction, not to a sample: whichever sample came first has asked it. */
const sharedPurpose = /^gui-test\//;

/**
 * A run folder, whole or only its journals and packs, as the source of answers. Nothing in it is changed. A
 * trajectory's journal is read when its first call is asked.
 */
export class Cassette {
  readonly dir: string;
  readonly #paths: RunPaths;
  readonly #trajectoryIds: readonly string[];

  private constructor(paths: RunPaths, trajectoryIds: readonly string[]) {
    this.dir = paths.dir;
    this.#paths = paths;
    this.#trajectoryIds = trajectoryIds;
  }

  /** Throws UserError when the folder holds no recorded calls. */
  static async open(dir: string): Promise<Cassette> {
    const paths = new RunPaths(dir);
    const ids = await foldersIn(paths.trajectories);
    const hasSynthesis = (await foldersIn(dir)).includes("synthesis");
    if (ids.length === 0 && !hasSynthesis) {
      throw new UserError(
        `${dir} holds no recorded calls: neither trajectories/ nor synthesis/ is in it. Name a run folder, or a copy of one, with --replay.`,
      );
    }
    return new Cassette(paths, ids);
  }

  /**
   * The recording of a trajectory; of the synthesis for null. It is empty when there is none. `whole`: every call is to
   * be answered from it, so that a judge's answer is taken over also when what it was shown differs.
   */
  recordingOf(trajectoryId: string | null, { whole }: { whole: boolean }): Recording {
    const isSameConfiguration = trajectoryId !== null && this.#trajectoryIds.includes(trajectoryId);
    let own: Promise<RecordedCalls> | null = null;
    const calls = (): Promise<RecordedCalls> => {
      own ??=
        trajectoryId === null ? this.#readSynthesis() : this.#readTrajectory(this.#nearest(trajectoryId));
      return own;
    };
    return {
      find: async (asked) => {
        const recorded = await calls();
        const found = recorded.find(asked) ?? (await this.#findAmongSamples(trajectoryId, asked));
        return found ?? (whole && isSameConfiguration ? recorded.findOfJudge(asked) : null);
      },
      findKey: async (key) => (await calls()).findKey(key),
      explainMiss: async (asked) => (await calls()).explainMiss(asked),
    };
  }

  /** A recorded trajectory of the same configuration; null when there is none. */
  async trajectory(id: string): Promise<{ trajectory: Trajectory; blobs: BlobReader } | null> {
    if (!this.#trajectoryIds.includes(id)) return null;
    const { events, blobs } = await readStore(this.#paths.trajectory(id), parseTrajectoryEvent);
    const trajectory = foldTrajectory(events);
    return trajectory && { trajectory, blobs };
  }

  /** The same trajectory; else the same sample of the instruction, recorded with another configuration. */
  #nearest(trajectoryId: string): string | null {
    const ids = this.#trajectoryIds;
    if (ids.includes(trajectoryId)) return trajectoryId;
    const sample = withoutLastPart(trajectoryId);
    return ids.find((id) => withoutLastPart(id) === sample) ?? null;
  }

  async #findAmongSamples(trajectoryId: string | null, asked: AskedCall): Promise<RecordedCall | null> {
    if (trajectoryId === null || !sharedPurpose.test(asked.purpose)) return null;
    const instruction = withoutLastPart(withoutLastPart(trajectoryId));
    const siblings = this.#trajectoryIds.filter((id) => withoutLastPart(withoutLastPart(id)) === instruction);
    for (const id of siblings) {
      const found = (await this.#readTrajectory(id)).findOfOtherSample(asked);
      if (found !== null) return found;
    }
    return null;
  }

  async #readSynthesis(): Promise<RecordedCalls> {
    const { events, blobs } = await readStore(this.#paths.synthesis, (event) =>
      checkContract("call-event", event),
    );
    return new RecordedCalls(events, blobs);
  }

  async #readTrajectory(id: string | null): Promise<RecordedCalls> {
    if (id === null) return new RecordedCalls([], noBlobs);
    const { events, blobs } = await readStore(this.#paths.trajectory(id), parseTrajectoryEvent);
    return new RecordedCalls(events, blobs);
  }
}

const noBlobs = {
  bytes: () => new Uint8Array(),
  text: () => "",
};

function withoutLastPart(id: string): string {
  return id.slice(0, Math.max(0, id.lastIndexOf(".")));
}

async function foldersIn(dir: string): Promise<string[]> {
  try {
    const entries = await readdir(dir, { withFileTypes: true });
    return entries.flatMap((entry) => (entry.isDirectory() ? [entry.name] : [])).sort();
  } catch (error) {
    if (hasErrorCode(error, "ENOENT", "ENOTDIR")) return [];
    throw error;
  }
}
