import { textWords } from "./text-words.ts";

/** Signature of a set of features: where two agree, in share of their places, is how alike the sets are (Jaccard). */
export type MinHash = Uint32Array;

/**
 * Bands of rows (Leskovec, Rajaraman, Ullman, "Mining of Massive Datasets", 3.4). With 32 bands of 4 rows a pair whose
 * sets are alike by 0.65 shares a band with probability 0.997, one alike by 0.5 with 0.87, one by 0.1 with 0.003.
 */
export const bandCount = 32;
const rowCount = 4;

/** The word pairs of a text, each as a 32-bit hash. A changed word spoils two of them. */
export function wordPairs(text: string): Set<number> {
  const words = textWords(text);
  const pairs = new Set<number>();
  for (let at = 0; at + 1 < words.length; at++) pairs.add(hashText(`${words[at]} ${words[at + 1]}`));
  if (pairs.size === 0) pairs.add(hashText(words.join(" ")));
  return pairs;
}

/** The signature of a set, with as many places as there are rows in all bands. */
export function minHash(features: Iterable<number>): MinHash {
  const signature = new Uint32Array(bandCount * rowCount).fill(0xffffffff);
  for (const feature of features) {
    for (let place = 0; place < signature.length; place++) {
      const hash = scramble(feature, place);
      if (hash < (signature[place] ?? 0)) signature[place] = hash;
    }
  }
  return signature;
}

/** The share of places in which two signatures are equal: an estimate of how alike their sets are, with a deviation of 0.044. */
export function agreement(a: MinHash, b: MinHash): number {
  let equal = 0;
  for (let place = 0; place < a.length; place++) if (a[place] === b[place]) equal++;
  return equal / a.length;
}

/** One key for each band. Two signatures are worth comparing when any band's keys are equal. */
export function bandKeys(signature: MinHash): number[] {
  return Array.from({ length: bandCount }, (_, band) => {
    let key = 0x811c9dc5;
    for (let row = 0; row < rowCount; row++)
      key = scramble(key ^ (signature[band * rowCount + row] ?? 0), row);
    return key;
  });
}

/** FNV-1a over UTF-16 code units. */
function hashText(text: string): number {
  let hash = 0x811c9dc5;
  for (let at = 0; at < text.length; at++) hash = Math.imul(hash ^ text.charCodeAt(at), 0x01000193);
  return hash >>> 0;
}

/** One of a family of 32-bit hash functions: the finalizer of MurmurHash3 over the value and the function's number. */
function scramble(value: number, which: number): number {
  let mixed = value ^ Math.imul(which + 1, 0x9e3779b1);
  mixed = Math.imul(mixed ^ (mixed >>> 16), 0x85ebca6b);
  mixed = Math.imul(mixed ^ (mixed >>> 13), 0xc2b2ae35);
  return (mixed ^ (mixed >>> 16)) >>> 0;
}
