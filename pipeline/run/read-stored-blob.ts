import { closeSync, openSync, readSync } from "node:fs";
import { hasErrorCode } from "../errors.ts";
import { decodeAlone, findRecord } from "./blob-pack.ts";
import { storeFiles } from "./run-paths.ts";
import type { BlobRef } from "./trajectory.ts";

/**
 * Reads one blob of a store, verified against its address, without reading the rest of the pack: for pictures, which are
 * stored as they are, and for the text of the first step. Null when it is not there, is damaged, or is stored as what
 * distinguishes it from the text before it.
 * Synchronous: a pack's headers are many tiny reads.
 */
export function readStoredBlob(dir: string, ref: BlobRef): Uint8Array | null {
  let file: number;
  try {
    file = openSync(storeFiles(dir).pack, "r");
  } catch (error) {
    if (hasErrorCode(error, "ENOENT")) return null;
    throw error;
  }
  try {
    const read = (offset: number, bytes: number): Buffer => {
      const buffer = Buffer.alloc(bytes);
      return buffer.subarray(0, readSync(file, buffer, 0, bytes, offset));
    };
    const record = findRecord(read, ref);
    return record === null ? null : decodeAlone(read(record.offset, record.storedBytes), record);
  } finally {
    closeSync(file);
  }
}
