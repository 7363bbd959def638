import { distance as editDistance } from "fastest-levenshtein";
import { bandCount, bandKeys, minHash, wordPairs } from "./min-hash.ts";

/** The published limit: instructions this few edits apart say the same. */
export const publishedEditLimit = 50;

/** An earlier text that a text repeats. */
export interface Duplicate {
  kind: "exact-duplicate" | "near-duplicate";
  /** Id of the earlier text. */
  id: string;
  /** Characters to insert, delete or replace to get from one text to the other. */
  distance: number;
}

interface Entry {
  id: string;
  text: string;
  letterPairs: Uint16Array;
}

/**
 * Finds texts that repeat an earlier one. Exact duplicates are equal but for case, spacing and punctuation;
 * near-duplicates are at most `maxDistance` characters apart. Candidates come from MinHash bands over word pairs, so that
 * looking one up costs about the same however many there are; the edit distance then confirms them.
 */
export class NearDuplicateIndex {
  readonly #maxDistance: number;
  readonly #entries: Entry[] = [];
  readonly #exact = new Map<string, Entry>();
  readonly #bands: Map<number, number[]>[] = Array.from({ length: bandCount }, () => new Map());
  /** A text is usually looked up and then added: its keys are computed once. */
  #last = { text: "", keys: bandKeys(minHash(wordPairs(""))) };

  constructor(options: { maxDistance?: number } = {}) {
    this.#maxDistance = options.maxDistance ?? publishedEditLimit;
  }

  /** The nearest earlier text within the limit, the earliest among equally near ones; null when there is none. */
  find(text: string): Duplicate | null {
    const same = this.#exact.get(normalizeText(text));
    if (same !== undefined)
      return { kind: "exact-duplicate", id: same.id, distance: editDistance(same.text, text) };
    const letterPairs = countLetterPairs(text);
    let nearest: Duplicate | null = null;
    for (const at of this.#candidates(text)) {
      const entry = this.#entries[at];
      if (entry === undefined || leastDistance(entry, text, letterPairs) > this.#maxDistance) continue;
      const distance = editDistance(entry.text, text);
      if (distance <= this.#maxDistance && (nearest === null || distance < nearest.distance))
        nearest = { kind: "near-duplicate", id: entry.id, distance };
    }
    return nearest;
  }

  add(id: string, text: string): void {
    const entry = { id, text, letterPairs: countLetterPairs(text) };
    const at = this.#entries.push(entry) - 1;
    const normalized = normalizeText(text);
    if (!this.#exact.has(normalized)) this.#exact.set(normalized, entry);
    for (const [band, key] of this.#keysOf(text).entries()) {
      const bucket = this.#bands[band]?.get(key);
      if (bucket === undefined) this.#bands[band]?.set(key, [at]);
      else bucket.push(at);
    }
  }

  #keysOf(text: string): number[] {
    if (text !== this.#last.text) this.#last = { text, keys: bandKeys(minHash(wordPairs(text))) };
    return this.#last.keys;
  }

  /** Entries that share a band with the text, in the order they were added. */
  #candidates(text: string): number[] {
    const found = new Set<number>();
    for (const [band, key] of this.#keysOf(text).entries()) {
      for (const at of this.#bands[band]?.get(key) ?? []) found.add(at);
    }
    return [...found].sort((a, b) => a - b);
  }
}

/** A text without what does not change its meaning: case, spacing, punctuation, variant forms of characters. */
export function normalizeText(text: string): string {
  return (
    text
      .normalize("NFKC")
      .toLowerCase()
      .match(/[\p{L}\p{N}]+/gu) ?? []
  ).join(" ");
}

const pairClasses = 512;

/** How often each pair of neighbouring characters occurs, pairs being put into a fixed number of classes. */
function countLetterPairs(text: string): Uint16Array {
  const counts = new Uint16Array(pairClasses);
  for (let at = 0; at + 1 < text.length; at++) {
    const pair = (text.charCodeAt(at) * 31 + text.charCodeAt(at + 1)) % pairClasses;
    counts[pair] = (counts[pair] ?? 0) + 1;
  }
  return counts;
}

/**
 * A bound below the edit distance, cheaper by far: an edit changes the length by one at most, and takes away two pairs
 * and brings two others at most.
 */
function leastDistance(entry: Entry, text: string, letterPairs: Uint16Array): number {
  let changes = 0;
  for (let pair = 0; pair < pairClasses; pair++)
    changes += Math.abs((entry.letterPairs[pair] ?? 0) - (letterPairs[pair] ?? 0));
  return Math.max(Math.abs(entry.text.length - text.length), changes / 4);
}
