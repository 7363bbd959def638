import { readFile } from "node:fs/promises";
import { errorMessage, hasErrorCode } from "../../../pipeline/errors.ts";
import { readPack } from "../../../pipeline/run/blob-pack.ts";
import { type JournalReading, readJournal } from "../../../pipeline/run/read-journal.ts";
import { storeFiles } from "../../../pipeline/run/run-paths.ts";
import type { BlobRef } from "../../../pipeline/run/trajectory.ts";

/** A trajectory with its blobs, as far as they can be read. */
export interface OpenedTrajectory extends JournalReading {
  blobs: PackBlobs;
  /** What of journal and pack is not readable; empty when all is. */
  problems: string[];
}

/**
 * Reads a trajectory for showing it. Unlike a run's reader it refuses nothing: a step whose screenshot is missing from the
 * pack is shown without it.
 */
export async function openTrajectory(dir: string): Promise<OpenedTrajectory> {
  const reading = await readJournal(dir);
  const { blobs, damage } = await readBlobs(storeFiles(dir).pack);
  const problems = [
    ...(reading.damage === null ? [] : [`journal.jsonl: ${reading.damage}`]),
    ...(damage === null ? [] : [`blobs.pack: ${damage}`]),
  ];
  return { ...reading, blobs: new PackBlobs(blobs), problems };
}

/** Blobs of a pack, some of which may be missing. */
export class PackBlobs {
  /** Of all blobs together, uncompressed. */
  readonly totalBytes: number;
  readonly #blobs: ReadonlyMap<BlobRef, Uint8Array>;

  constructor(blobs: ReadonlyMap<BlobRef, Uint8Array>) {
    this.#blobs = blobs;
    this.totalBytes = [...blobs.values()].reduce((sum, { length }) => sum + length, 0);
  }

  /** Addresses of all that are there. */
  get refs(): BlobRef[] {
    return [...this.#blobs.keys()];
  }

  bytes(ref: BlobRef): Uint8Array | null {
    return this.#blobs.get(ref) ?? null;
  }

  text(ref: BlobRef): string | null {
    const bytes = this.bytes(ref);
    return bytes === null ? null : Buffer.from(bytes).toString("utf8");
  }
}

async function readBlobs(path: string): Promise<{ blobs: Map<BlobRef, Uint8Array>; damage: string | null }> {
  try {
    return readPack(await readFile(path));
  } catch (error) {
    if (hasErrorCode(error, "ENOENT")) return { blobs: new Map(), damage: "there is none" };
    return { blobs: new Map(), damage: errorMessage(error) };
  }
}
