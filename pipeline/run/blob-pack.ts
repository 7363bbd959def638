import { createHash } from "node:crypto";
import { crc32, zstdCompressSync, zstdDecompressSync } from "node:zlib";

/**
 * A pack is a sequence of records: a 52-byte header and the stored bytes.
 *
 * | offset | bytes | field |
 * |---|---|---|
 * | 0 | 2 | "B1" |
 * | 2 | 1 | codec: 0 as it is, 1 zstd |
 * | 3 | 1 | 0 |
 * | 4 | 4 | stored length, little endian |
 * | 8 | 4 | raw length |
 * | 12 | 32 | SHA-256 of the raw bytes |
 * | 44 | 4 | CRC-32 of the stored bytes |
 * | 48 | 4 | CRC-32 of the 48 bytes before |
 */
const headerBytes = 52;
const magic = 0x3142;

export interface PackEntry {
  ref: string;
  codec: number;
  /** Where the stored bytes begin in the pack. */
  offset: number;
  storedBytes: number;
  rawBytes: number;
  storedCrc: number;
}

/** Bytes already compressed (PNG, zip, woff2, jpeg) are stored as they are. */
function isCompressed(raw: Uint8Array): boolean {
  const [a, b, c, d] = raw;
  return (
    (a === 0x89 && b === 0x50) ||
    (a === 0xff && b === 0xd8) ||
    (a === 0x50 && b === 0x4b) ||
    (a === 0x77 && b === 0x4f && c === 0x46 && d === 0x32)
  );
}

export function blobRefOf(raw: Uint8Array): string {
  return `sha256:${createHash("sha256").update(raw).digest("hex")}`;
}

/** One blob as a pack record. */
export function encodeBlob(raw: Uint8Array, ref: string): Buffer {
  const packed = isCompressed(raw) ? raw : zstdCompressSync(raw);
  const smaller = packed.length < raw.length;
  const stored = smaller ? packed : raw;
  const header = Buffer.alloc(headerBytes);
  header.writeUInt16LE(magic, 0);
  header.writeUInt8(smaller ? 1 : 0, 2);
  header.writeUInt32LE(stored.length, 4);
  header.writeUInt32LE(raw.length, 8);
  header.write(ref.slice("sha256:".length), 12, "hex");
  header.writeUInt32LE(crc32(stored), 44);
  header.writeUInt32LE(crc32(header.subarray(0, 48)), 48);
  return Buffer.concat([header, stored]);
}

/** The raw bytes of a stored blob, or null when they do not verify against their address. */
export function decodeBlob(stored: Uint8Array, entry: PackEntry): Buffer | null {
  if (crc32(stored) !== entry.storedCrc) return null;
  try {
    const raw =
      entry.codec === 1
        ? zstdDecompressSync(stored, { maxOutputLength: Math.max(1, entry.rawBytes) })
        : Buffer.from(stored);
    return raw.length === entry.rawBytes && blobRefOf(raw) === entry.ref ? raw : null;
  } catch {
    // zstd refuses damaged input by throwing: the same answer as a wrong hash
    return null;
  }
}

/** Header at the start of `bytes`; null when there is none or it is damaged. */
export function decodeHeader(bytes: Buffer, at: number): PackEntry | null {
  if (at + headerBytes > bytes.length || bytes.readUInt16LE(at) !== magic) return null;
  if (crc32(bytes.subarray(at, at + 48)) !== bytes.readUInt32LE(at + 48)) return null;
  return {
    ref: `sha256:${bytes.toString("hex", at + 12, at + 44)}`,
    codec: bytes.readUInt8(at + 2),
    offset: at + headerBytes,
    storedBytes: bytes.readUInt32LE(at + 4),
    rawBytes: bytes.readUInt32LE(at + 8),
    storedCrc: bytes.readUInt32LE(at + 44),
  };
}

export interface PackScan {
  entries: Map<string, PackEntry>;
  validBytes: number;
  damage: string | null;
}

/** Reads the longest valid prefix of a pack, every blob verified against its address. */
export function scanPack(bytes: Buffer): PackScan {
  const entries = new Map<string, PackEntry>();
  let at = 0;
  while (at < bytes.length) {
    const entry = decodeHeader(bytes, at);
    const end = entry === null ? 0 : entry.offset + entry.storedBytes;
    const verified =
      entry !== null && end <= bytes.length && decodeBlob(bytes.subarray(entry.offset, end), entry) !== null;
    if (entry === null || !verified)
      return { entries, validBytes: at, damage: `damaged or cut at byte ${at}` };
    entries.set(entry.ref, entry);
    at = end;
  }
  return { entries, validBytes: at, damage: null };
}
