import { crc32 } from "node:zlib";
import { bandKeys, type MinHash, minHash } from "../instruction/min-hash.ts";

/** Written by npm from package.json: it says nothing that the site itself does not. */
const notOfTheAuthor = /(?:^|\/)package-lock\.json$/;
/** Characters. Brackets and the like stand in every file. */
const leastLine = 4;

/** MinHash over the distinct lines of a site's files, spacing at their ends aside; null when there are none. */
export function siteSignature(files: ReadonlyMap<string, Uint8Array>): MinHash | null {
  const lines = new Set<number>();
  for (const [path, bytes] of files) {
    if (notOfTheAuthor.test(path) || bytes.includes(0)) continue;
    for (const line of Buffer.from(bytes).toString("utf8").split("\n")) {
      const text = line.trim();
      if (text.length >= leastLine) lines.add(crc32(text));
    }
  }
  return lines.size === 0 ? null : minHash(lines);
}

/** A signature as text, and back. */
export function encodeSignature(signature: MinHash | null): string {
  if (signature === null) return "";
  const bytes = Buffer.alloc(4 * signature.length);
  for (const [place, hash] of signature.entries()) bytes.writeUInt32LE(hash, 4 * place);
  return bytes.toString("base64");
}

export function decodeSignature(text: string): MinHash | null {
  if (text === "") return null;
  const bytes = Buffer.from(text, "base64");
  return Uint32Array.from({ length: bytes.length / 4 }, (_, place) => bytes.readUInt32LE(4 * place));
}

/** Estimated share of lines that two sites have in common, 0 to 1 (Jaccard), to within about 0.04. */
export function siteSimilarity(a: MinHash, b: MinHash): number {
  let equal = 0;
  for (const [place, hash] of a.entries()) if (b[place] === hash) equal++;
  return equal / a.length;
}

/** Finds the site most like another among those added; looking one up costs about the same however many there are. */
export class SiteIndex {
  readonly #sites: { id: string; signature: MinHash }[] = [];
  readonly #bands = new Map<number, number[]>();

  /** The most similar one, the earliest among equals; null when none shares a band. */
  nearest(signature: MinHash): { id: string; similarity: number } | null {
    const candidates = new Set(bandKeys(signature).flatMap((key) => this.#bands.get(key) ?? []));
    let nearest: { id: string; similarity: number } | null = null;
    for (const at of [...candidates].sort((a, b) => a - b)) {
      const site = this.#sites[at];
      if (site === undefined) continue;
      const similarity = siteSimilarity(site.signature, signature);
      if (nearest === null || similarity > nearest.similarity) nearest = { id: site.id, similarity };
    }
    return nearest;
  }

  add(id: string, signature: MinHash): void {
    const at = this.#sites.push({ id, signature }) - 1;
    for (const key of bandKeys(signature)) {
      const bucket = this.#bands.get(key);
      if (bucket === undefined) this.#bands.set(key, [at]);
      else bucket.push(at);
    }
  }
}
