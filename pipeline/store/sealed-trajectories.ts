import { mkdir, readFile, rename, rm, writeFile } from "node:fs/promises";
import { zstdCompressSync, zstdDecompressSync } from "node:zlib";
import type { Instruction } from "../contracts/generated/instruction.ts";
import { checkContract } from "../contracts/validators.ts";
import { InfrastructureError, UserError } from "../errors.ts";
import { sha256Hex } from "../run/digest.ts";
import { journalDigest, readStore } from "../run/event-store.ts";
import type { RunManifest } from "../run/run-manifest.ts";
import { type RunPaths, storeFiles } from "../run/run-paths.ts";
import { parseTrajectoryEvent } from "../run/trajectory-store.ts";
import type { ObjectStore } from "./object-store.ts";

/** What a worker needs of a run before it can record. */
export interface RunInputs {
  manifest: RunManifest;
  instructions: readonly Instruction[];
}

/**
 * A run's records in an object store, for planner and workers that share no folder. Every key is written once:
 *
 * | key | object |
 * |---|---|
 * | `inputs/SHA256.json` | manifest and instructions |
 * | `gui-tests/CONFIG/INSTRUCTION.md` | the test instruction that all samples share |
 * | `trajectories/ID.bin` | a sealed trajectory: 4 bytes length of its journal, the journal, its pack |
 */
export class SealedTrajectories {
  readonly #store: ObjectStore;

  constructor(store: ObjectStore) {
    this.#store = store;
  }

  get shown(): string {
    return this.#store.shown;
  }

  /** Returns the key. */
  async putInputs(inputs: RunInputs): Promise<string> {
    const bytes = zstdCompressSync(JSON.stringify(inputs));
    const key = `inputs/${sha256Hex(JSON.stringify(inputs))}.json.zst`;
    await this.#store.putOnce(key, bytes);
    return key;
  }

  async getInputs(key: string): Promise<RunInputs> {
    const bytes = await this.#store.get(key);
    if (bytes === null)
      throw new UserError(
        `${this.shown} holds no ${key}: the planner uses another store. Give both the same --store.`,
      );
    const { manifest, instructions } = JSON.parse(zstdDecompressSync(bytes).toString("utf8")) as Record<
      keyof RunInputs,
      unknown
    >;
    const run = checkContract("run", manifest);
    const checked = Array.isArray(instructions)
      ? instructions.map((instruction) => checkContract("instruction", instruction))
      : null;
    if (!run.ok || checked === null || checked.some(({ ok }) => !ok))
      throw new UserError(`${this.shown}/${key} is damaged. Remove it, and start the planner again.`);
    return { manifest: run.value, instructions: checked.flatMap((each) => (each.ok ? [each.value] : [])) };
  }

  /** Puts a sealed trajectory there; `false`: another worker's is there already, and holds. */
  async put(id: string, paths: RunPaths): Promise<boolean> {
    const files = storeFiles(paths.trajectory(id));
    const journal = await readFile(files.journal);
    const length = Buffer.alloc(4);
    length.writeUInt32LE(journal.length);
    return await this.#store.putOnce(keyOf(id), Buffer.concat([length, journal, await readFile(files.pack)]));
  }

  /** Brings a sealed trajectory into the run folder, verified; does nothing where there is none. */
  async fetch(id: string, paths: RunPaths): Promise<void> {
    const bytes = await this.#store.get(keyOf(id));
    if (bytes === null) return;
    const object = Buffer.from(bytes);
    const journalBytes = object.readUInt32LE(0);
    const arriving = paths.arrivingTrajectory(id);
    await rm(arriving, { recursive: true, force: true });
    await mkdir(arriving, { recursive: true });
    const files = storeFiles(arriving);
    await writeFile(files.journal, object.subarray(4, 4 + journalBytes), { flush: true });
    await writeFile(files.pack, object.subarray(4 + journalBytes), { flush: true });
    const { events, damage } = await readStore(arriving, parseTrajectoryEvent);
    const [first] = events;
    const isWhole = damage.length === 0 && events.at(-1)?.event === "trajectory-sealed";
    if (!isWhole || first?.event !== "trajectory-opened" || first.trajectoryId !== id) {
      await rm(arriving, { recursive: true, force: true });
      throw new InfrastructureError(
        `${this.shown}/${keyOf(id)} does not verify (${damage[0] ?? "it is another trajectory, or not sealed"}; ${journalDigest(events)}).`,
      );
    }
    await rm(paths.trajectory(id), { recursive: true, force: true });
    await mkdir(paths.trajectories, { recursive: true });
    await rename(arriving, paths.trajectory(id));
  }

  async readText(key: string): Promise<string | null> {
    const bytes = await this.#store.get(key);
    return bytes === null ? null : Buffer.from(bytes).toString("utf8");
  }

  /** Returns the text that is there then. */
  async writeTextOnce(key: string, text: string): Promise<string> {
    if (await this.#store.putOnce(key, Buffer.from(text))) return text;
    return (await this.readText(key)) ?? text;
  }
}

function keyOf(id: string): string {
  return `trajectories/${id}.bin`;
}
