import { createHash } from "node:crypto";
import { sha256Hex } from "../../pipeline/run/digest.ts";
import { Refusal } from "./refusal.ts";

/** Large files by their SHA-256, whichever way they came: as the pieces that were sent, which are kept once. */
export class ObjectStore {
  readonly #objects = new Map<string, readonly Buffer[]>();
  readonly #parts = new Map<string, Map<number, Buffer>>();

  has(sha256: string): boolean {
    return this.#objects.has(sha256);
  }

  get(sha256: string): Buffer {
    return this.read(sha256, 0, this.bytes(sha256));
  }

  bytes(sha256: string): number {
    return this.#pieces(sha256).reduce((sum, { length }) => sum + length, 0);
  }

  /** The bytes from `start` up to `end`, that one excluded. */
  read(sha256: string, start: number, end: number): Buffer {
    const wanted: Buffer[] = [];
    let at = 0;
    for (const piece of this.#pieces(sha256)) {
      const [from, to] = [Math.max(0, start - at), Math.min(piece.length, end - at)];
      if (from < to) wanted.push(piece.subarray(from, to));
      at += piece.length;
    }
    return Buffer.concat(wanted);
  }

  put(sha256: string, pieces: readonly Buffer[]): void {
    const hash = createHash("sha256");
    for (const piece of pieces) hash.update(piece);
    if (hash.digest("hex") !== sha256) throw new Refusal(400, "The content is not what its SHA-256 says");
    this.#objects.set(sha256, pieces);
  }

  #pieces(sha256: string): readonly Buffer[] {
    const pieces = this.#objects.get(sha256);
    if (pieces === undefined) throw new Refusal(404, `no object ${sha256}`);
    return pieces;
  }

  /** Keeps what is stored now. Returns what brings it back. */
  save(): () => void {
    const kept = [...this.#objects];
    return () => {
      this.#objects.clear();
      this.#parts.clear();
      for (const [sha256, pieces] of kept) this.#objects.set(sha256, pieces);
    };
  }

  /** Damages what is stored, as a failing disk would. */
  spoil(sha256: string): void {
    const spoilt = this.get(sha256);
    spoilt.writeUInt8(spoilt.readUInt8(0) ^ 1, 0);
    this.#objects.set(sha256, [spoilt]);
  }

  putPart(sha256: string, number: number, content: Buffer): string {
    const parts = this.#parts.get(sha256) ?? new Map<number, Buffer>();
    parts.set(number, content);
    this.#parts.set(sha256, parts);
    return `"${sha256Hex(content).slice(0, 32)}"`;
  }

  complete(sha256: string, listed: readonly { partNumber: number; etag: string }[]): void {
    const parts = this.#parts.get(sha256) ?? new Map<number, Buffer>();
    const contents = listed.map(({ partNumber, etag }) => {
      const content = parts.get(partNumber);
      if (content === undefined || etag !== `"${sha256Hex(content).slice(0, 32)}"`)
        throw new Refusal(400, `part ${partNumber} is not what was sent`);
      return content;
    });
    this.put(sha256, contents);
    this.#parts.delete(sha256);
  }
}
