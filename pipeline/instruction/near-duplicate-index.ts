import { distance as editDistance } from "fastest-levenshtein";
import { agreement, bandCount, bandKeys, type MinHash, minHash, wordPairs } from "./min-hash.ts";
import { sharedShare, toSortedSet } from "./sorted-set.ts";
import { textWords } from "./text-words.ts";

/** When one text counts as saying the same as another. */
export interface DuplicateLimits {
  /** Characters to insert, delete or replace, at most. */
  maxDistance: number;
  /** Or: this share of the word pairs of both, at least. A text whose sentences change places keeps nearly all. */
  minJaccard: number;
}

/** 50 edits as published; the share has no published value. */
export const defaultDuplicateLimits: DuplicateLimits = { maxDistance: 50, minJaccard: 0.8 };

/** An earlier text that a text repeats. */
export interface Duplicate {
  kind: "exact-duplicate" | "near-duplicate";
  /** Id of the earlier text. */
  id: string;
  /** Characters to insert, delete or replace to get from one text to the other. */
  distance: number;
  /** Word pairs in both, as a share of those in either. */
  jaccard: number;
}

interface Features {
  text: string;
  /** Hashes of the word pairs, ascending. */
  pairs: Uint32Array;
  signature: MinHash;
}

interface Entry extends Features {
  id: string;
}

/**
 * Pairs of texts that have fewer word pairs in common are not compared further. Where 50 edits change whole words of a
 * text of published length, more than half of its word pairs stay.
 */
const leastJaccard = 0.45;

/** Signatures that agree in a smaller share of their places are of sets that are less alike than that, but for chance. */
const leastAgreement = 0.3;

/** A band's key that more texts share tells nothing of any: it comes of phrases that they all have. */
const mostInBucket = 20;

/** Bounds of one look-up, so that it costs the same however many texts are there: those most alike are looked at. */
const mostCompared = 24;
const mostMeasured = 4;

/**
 * Finds texts that repeat an earlier one. Exact duplicates are equal but for case, spacing and punctuation;
 * near-duplicates are within the limits. Candidates come from MinHash bands over word pairs, so that looking one up costs
 * about the same however many there are; shared word pairs and the edit distance then confirm them.
 */
export class NearDuplicateIndex {
  readonly #limits: DuplicateLimits;
  readonly #entries: Entry[] = [];
  readonly #exact = new Map<string, Entry>();
  readonly #bands: Map<number, number[]>[] = Array.from({ length: bandCount }, () => new Map());
  /** A text is usually looked up and then added: its features are computed once. */
  #last: Features = featuresOf("");

  constructor(limits: Partial<DuplicateLimits> = {}) {
    this.#limits = { ...defaultDuplicateLimits, ...limits };
  }

  /** The nearest earlier text within the limits; null when there is none. */
  find(text: string): Duplicate | null {
    const same = this.#exact.get(textWords(text).join(" "));
    if (same !== undefined)
      return { kind: "exact-duplicate", id: same.id, distance: editDistance(same.text, text), jaccard: 1 };
    let nearest: Duplicate | null = null;
    for (const { entry, jaccard } of this.#mostAlike(this.#featuresOf(text))) {
      const distance = editDistance(entry.text, text);
      if (distance > this.#limits.maxDistance && jaccard < this.#limits.minJaccard) continue;
      if (nearest === null || distance < nearest.distance)
        nearest = { kind: "near-duplicate", id: entry.id, distance, jaccard };
    }
    return nearest;
  }

  add(id: string, text: string): void {
    const entry = { id, ...this.#featuresOf(text) };
    const at = this.#entries.push(entry) - 1;
    const normalized = textWords(text).join(" ");
    if (!this.#exact.has(normalized)) this.#exact.set(normalized, entry);
    for (const [band, key] of bandKeys(entry.signature).entries()) {
      const bucket = this.#bands[band]?.get(key);
      if (bucket === undefined) this.#bands[band]?.set(key, [at]);
      else if (bucket.length < mostInBucket) bucket.push(at);
    }
  }

  /** Entries that may be near-duplicates, the most alike first. */
  #mostAlike({ text, pairs, signature }: Features): { entry: Entry; jaccard: number }[] {
    return this.#candidates(signature)
      .flatMap((at) => this.#entries[at] ?? [])
      .filter((entry) => agreement(entry.signature, signature) >= leastAgreement)
      .map((entry) => ({ entry, jaccard: sharedShare(entry.pairs, pairs) }))
      .filter(({ entry, jaccard }) => jaccard >= leastJaccard && this.#canBeNear(entry, text, jaccard))
      .sort((a, b) => b.jaccard - a.jaccard)
      .slice(0, mostMeasured);
  }

  /** The edit distance, which costs most, is at least the difference of the lengths. */
  #canBeNear(entry: Entry, text: string, jaccard: number): boolean {
    return (
      jaccard >= this.#limits.minJaccard ||
      Math.abs(entry.text.length - text.length) <= this.#limits.maxDistance
    );
  }

  #featuresOf(text: string): Features {
    if (text !== this.#last.text) this.#last = featuresOf(text);
    return this.#last;
  }

  /** Places of entries that share bands with the signature: those that share most, the earlier first among equals. */
  #candidates(signature: MinHash): number[] {
    const shared = new Map<number, number>();
    for (const [band, key] of bandKeys(signature).entries()) {
      const bucket = this.#bands[band]?.get(key) ?? [];
      if (bucket.length < mostInBucket) for (const at of bucket) shared.set(at, (shared.get(at) ?? 0) + 1);
    }
    return [...shared]
      .sort(([a, inA], [b, inB]) => inB - inA || a - b)
      .slice(0, mostCompared)
      .map(([at]) => at);
  }
}

function featuresOf(text: string): Features {
  const pairs = wordPairs(text);
  return { text, pairs: toSortedSet(pairs), signature: minHash(pairs) };
}
