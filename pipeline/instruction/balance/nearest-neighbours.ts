/** An instruction and the one of the others that is most like it. */
export interface Neighbours {
  id: string;
  nearest: string;
  /** Distinct words that only one of the two has, as a share of those of either: 0 for equal words, 1 for none in common. */
  distance: number;
}

/** Nearest neighbours are looked for of so many at most, evenly spread; each among all. */
const mostLookedUp = 2000;

/**
 * The nearest neighbour of each text by its words, or of 2,000 of them where there are more; the closest first.
 * A lone text has none.
 */
export function findNearestNeighbours(
  texts: readonly { id: string; words: ReadonlySet<string> }[],
): Neighbours[] {
  const places = new Map<string, number[]>();
  for (const [at, { words }] of texts.entries()) {
    for (const word of words) {
      const known = places.get(word);
      if (known === undefined) places.set(word, [at]);
      else known.push(at);
    }
  }
  const step = Math.max(1, texts.length / mostLookedUp);
  const found: Neighbours[] = [];
  for (let next = 0; next < texts.length; next += step) {
    const one = neighbourOf(Math.floor(next), texts, places);
    if (one !== null) found.push(one);
  }
  return found.sort((a, b) => a.distance - b.distance);
}

function neighbourOf(
  at: number,
  texts: readonly { id: string; words: ReadonlySet<string> }[],
  places: ReadonlyMap<string, readonly number[]>,
): Neighbours | null {
  const text = texts[at];
  if (text === undefined || texts.length < 2) return null;
  const shared = new Uint16Array(texts.length);
  for (const word of text.words) {
    for (const other of places.get(word) ?? []) shared[other] = (shared[other] ?? 0) + 1;
  }
  let best = { nearest: "", distance: Number.POSITIVE_INFINITY };
  for (const [other, { id, words }] of texts.entries()) {
    if (other === at) continue;
    const both = shared[other] ?? 0;
    const either = text.words.size + words.size - both;
    const distance = either === 0 ? 0 : 1 - both / either;
    if (distance < best.distance) best = { nearest: id, distance };
  }
  return { id: text.id, ...best };
}
