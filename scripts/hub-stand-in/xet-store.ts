import { compressors } from "hyparquet-compressors";
import type { ObjectStore } from "./object-store.ts";
import { Refusal } from "./refusal.ts";
import { parseShard, renderShard, type ShardXorb } from "./xet-shard.ts";

const chunkHeaderBytes = 8;

/** The storage behind Xet: xorbs of chunks, and the files put together from them. */
export class XetStore {
  /** The chunks of each xorb, unpacked. */
  readonly #contents = new Map<string, Buffer[]>();
  readonly #xorbs = new Map<string, ShardXorb>();
  /** The xorbs of the file that begins with a chunk. */
  readonly #byFirstChunk = new Map<string, string[]>();
  readonly #objects: ObjectStore;

  constructor(objects: ObjectStore) {
    this.#objects = objects;
  }

  putXorb(hash: string, packed: Buffer): void {
    this.#contents.set(hash, unpackChunks(packed));
  }

  putShard(bytes: Buffer): void {
    const { xorbs, files } = parseShard(bytes);
    for (const xorb of xorbs) this.#xorbs.set(xorb.hash, xorb);
    for (const { sha256, terms } of files) {
      const chunks = terms.flatMap(({ xorb, start, end }) => {
        const contents = this.#contents.get(xorb);
        if (contents === undefined || end > contents.length)
          throw new Refusal(400, `xorb ${xorb} is not stored`);
        return contents.slice(start, end);
      });
      this.#objects.put(sha256, chunks);
      const [first] = terms;
      const firstChunk = first && this.#xorbs.get(first.xorb)?.chunks[first.start];
      if (firstChunk !== undefined)
        this.#byFirstChunk.set(firstChunk.hash, [...new Set(terms.map(({ xorb }) => xorb))]);
    }
  }

  /** What is stored with a chunk; only the first chunk of a file is known. */
  shardOfChunk(hash: string): Buffer {
    const xorbs = this.#byFirstChunk.get(hash);
    if (xorbs === undefined) throw new Refusal(404, "no such chunk");
    return renderShard(xorbs.flatMap((xorb) => this.#xorbs.get(xorb) ?? []));
  }
}

function unpackChunks(packed: Buffer): Buffer[] {
  const chunks: Buffer[] = [];
  for (let at = 0; at < packed.length; ) {
    const packedBytes = packed.readUIntLE(at + 1, 3);
    const scheme = packed.readUInt8(at + 4);
    const bytes = packed.readUIntLE(at + 5, 3);
    at += chunkHeaderBytes;
    chunks.push(unpack(packed.subarray(at, at + packedBytes), scheme, bytes));
    at += packedBytes;
  }
  return chunks;
}

function unpack(packed: Buffer, scheme: number, bytes: number): Buffer {
  switch (scheme) {
    case 0:
      return Buffer.from(packed);
    case 1:
      return unpackLz4Frame(packed, bytes);
    case 2:
      return joinByteGroups(unpackLz4Frame(packed, bytes));
    default:
      throw new Refusal(400, `unknown compression ${scheme}`);
  }
}

/** A frame of one block, as a chunk always is: magic, flags, block size, header checksum, block, end mark. */
function unpackLz4Frame(frame: Buffer, bytes: number): Buffer {
  const size = frame.readUInt32LE(7);
  const block = frame.subarray(11, 11 + (size & 0x7fffffff));
  if (size >>> 31 === 1) return Buffer.from(block);
  const { LZ4_RAW } = compressors;
  if (LZ4_RAW === undefined) throw new Error("no LZ4 reader");
  return Buffer.from(LZ4_RAW(block, bytes));
}

/** Undoes the grouping of every fourth byte. */
function joinByteGroups(grouped: Buffer): Buffer {
  const joined = Buffer.alloc(grouped.length);
  let at = 0;
  for (let group = 0; group < 4; group++)
    for (let to = group; to < grouped.length; to += 4) joined[to] = grouped[at++] ?? 0;
  return joined;
}
