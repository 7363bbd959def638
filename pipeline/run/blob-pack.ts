import { createHash } from "node:crypto";
import { crc32, zstdCompressSync, zstdDecompressSync } from "node:zlib";
import { TextHistory } from "./text-history.ts";

/**
 * A pack is a sequence of records: a 52-byte header and the stored bytes.
 *
 * | offset | bytes | field |
 * |---|---|---|
 * | 0 | 2 | "B1" |
 * | 2 | 1 | codec: 0 as it is, 1 zstd, 2 zstd with the text before it as dictionary |
 * | 3 | 1 | 0 |
 * | 4 | 4 | stored length, little endian |
 * | 8 | 4 | raw length |
 * | 12 | 32 | SHA-256 of the raw bytes |
 * | 44 | 4 | CRC-32 of the stored bytes |
 * | 48 | 4 | CRC-32 of the 48 bytes before |
 *
 * Text is every blob that is not compressed already. The dictionary of a record is the last 512 KiB of the text before it.
 */
const headerBytes = 52;
const magic = 0x3142;

const codecs = { asItIs: 0, zstd: 1, zstdAfterText: 2 } as const;

export interface PackRecord {
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

/** Finds one blob in a pack without reading the others: what the caller then reads is `storedBytes` from `offset`. */
export function findRecord(read: (offset: number, bytes: number) => Buffer, ref: string): PackRecord | null {
  for (let at = 0; ; ) {
    const record = decodeHeader(read(at, headerBytes), 0, at);
    if (record === null || record.ref === ref) return record;
    at = record.offset + record.storedBytes;
  }
}

/** The bytes of a record that needs no text before it; null when it does, or does not verify against its address. */
export function decodeAlone(stored: Uint8Array, record: PackRecord): Uint8Array | null {
  return record.codec === codecs.zstdAfterText ? null : decode(stored, record, new TextHistory());
}

export function blobRefOf(raw: Uint8Array): string {
  return `sha256:${createHash("sha256").update(raw).digest("hex")}`;
}

/** Writes the records of a pack, one after the other. */
export class PackEncoder {
  readonly #history: TextHistory;

  /** `history` is that of the records the pack holds. */
  constructor(history: TextHistory) {
    this.#history = history;
  }

  /** The blob as the pack's next record. With `afterText` it is stored as what distinguishes it from the text before. */
  encode(raw: Uint8Array, ref: string, { afterText }: { afterText: boolean }): Buffer {
    const isText = !isCompressed(raw);
    const packed = isText
      ? zstdCompressSync(raw, afterText ? { dictionary: this.#history.window } : {})
      : raw;
    const smaller = packed.length < raw.length;
    const stored = smaller ? packed : raw;
    const header = Buffer.alloc(headerBytes);
    header.writeUInt16LE(magic, 0);
    header.writeUInt8(smaller ? (afterText ? codecs.zstdAfterText : codecs.zstd) : codecs.asItIs, 2);
    header.writeUInt32LE(stored.length, 4);
    header.writeUInt32LE(raw.length, 8);
    header.write(ref.slice("sha256:".length), 12, "hex");
    header.writeUInt32LE(crc32(stored), 44);
    header.writeUInt32LE(crc32(header.subarray(0, 48)), 48);
    if (isText) this.#history.add(raw);
    return Buffer.concat([header, stored]);
  }
}

/** The raw bytes of a record, or null when they do not verify against their address. */
function decode(stored: Uint8Array, record: PackRecord, history: TextHistory): Uint8Array | null {
  if (crc32(stored) !== record.storedCrc) return null;
  try {
    const raw = decompress(stored, record, history);
    return raw.length === record.rawBytes && blobRefOf(raw) === record.ref ? raw : null;
  } catch {
    // zstd refuses damaged input by throwing: the same answer as a wrong hash
    return null;
  }
}

function decompress(stored: Uint8Array, record: PackRecord, history: TextHistory): Uint8Array {
  const maxOutputLength = Math.max(1, record.rawBytes);
  switch (record.codec) {
    case codecs.zstd:
      return zstdDecompressSync(stored, { maxOutputLength });
    case codecs.zstdAfterText:
      return zstdDecompressSync(stored, { maxOutputLength, dictionary: history.window });
    default:
      return stored;
  }
}

/** Header at `at` of `bytes`, which begin at `base` of the pack; null when there is none or it is damaged. */
function decodeHeader(bytes: Buffer, at: number, base = 0): PackRecord | null {
  if (at + headerBytes > bytes.length || bytes.readUInt16LE(at) !== magic) return null;
  if (crc32(bytes.subarray(at, at + 48)) !== bytes.readUInt32LE(at + 48)) return null;
  return {
    ref: `sha256:${bytes.toString("hex", at + 12, at + 44)}`,
    codec: bytes.readUInt8(at + 2),
    offset: base + at + headerBytes,
    storedBytes: bytes.readUInt32LE(at + 4),
    rawBytes: bytes.readUInt32LE(at + 8),
    storedCrc: bytes.readUInt32LE(at + 44),
  };
}

export interface PackContent {
  /** Raw bytes by address. */
  blobs: Map<string, Uint8Array>;
  history: TextHistory;
  validBytes: number;
  damage: string | null;
}

/** Reads the longest valid prefix of a pack, every blob verified against its address. */
export function readPack(bytes: Buffer): PackContent {
  const content: PackContent = {
    blobs: new Map(),
    history: new TextHistory(),
    validBytes: 0,
    damage: null,
  };
  while (content.validBytes < bytes.length) {
    const record = decodeHeader(bytes, content.validBytes);
    const end = record === null ? 0 : record.offset + record.storedBytes;
    const raw =
      record !== null && end <= bytes.length
        ? decode(bytes.subarray(record.offset, end), record, content.history)
        : null;
    if (record === null || raw === null)
      return { ...content, damage: `damaged or cut at byte ${content.validBytes}` };
    if (!isCompressed(raw)) content.history.add(raw);
    content.blobs.set(record.ref, raw);
    content.validBytes = end;
  }
  return content;
}
