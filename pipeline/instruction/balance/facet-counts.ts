/** Whether a value occurs more or less often than chance explains when all are equally likely. */
export type Standing = "over" | "under" | "even";

export interface FacetValue {
  name: string;
  count: number;
  standing: Standing;
}

/** How a set of instructions is spread over the values of one facet. */
export interface FacetCounts {
  /** The most frequent first; known values that do not occur are there with 0. */
  values: FacetValue[];
  /** Instructions each value would have if all had the same. */
  expected: number;
  /** 1 when all values occur equally often, 0 when there is one only (entropy over its maximum). */
  evenness: number;
}

/** So many standard deviations from the even share are no chance. */
const tellingDeviation = 2;

/** Below this even share the set is too small to tell. */
const leastExpected = 1;

/** Counts values; one instruction may have several. `known` values count as possible even where none has them. */
export function countFacet(found: Iterable<string>, known: readonly string[] = []): FacetCounts {
  const counts = new Map<string, number>(known.map((name) => [name, 0]));
  let total = 0;
  for (const name of found) {
    counts.set(name, (counts.get(name) ?? 0) + 1);
    total++;
  }
  const expected = counts.size === 0 ? 0 : total / counts.size;
  const deviation = Math.sqrt(expected * (1 - 1 / Math.max(2, counts.size)));
  const standingOf = (count: number): Standing => {
    const off = expected < leastExpected ? 0 : (count - expected) / deviation;
    if (off > tellingDeviation) return "over";
    return off < -tellingDeviation ? "under" : "even";
  };
  return {
    values: Array.from(counts, ([name, count]) => ({ name, count, standing: standingOf(count) })).sort(
      (a, b) => b.count - a.count || (a.name < b.name ? -1 : 1),
    ),
    expected,
    evenness: evennessOf([...counts.values()], total),
  };
}

function evennessOf(counts: readonly number[], total: number): number {
  if (counts.length < 2 || total === 0) return 0;
  const entropy = counts.reduce((sum, count) => {
    const share = count / total;
    return share === 0 ? sum : sum - share * Math.log(share);
  }, 0);
  return entropy / Math.log(counts.length);
}
