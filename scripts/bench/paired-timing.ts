/** Times of two ways of doing the same thing, pair by pair, in milliseconds. */
export interface PairedTiming {
  referenceMs: number[];
  oursMs: number[];
}

/** How often faster we are than the reference. */
export interface Ratio {
  median: number;
  least: number;
  most: number;
}

/**
 * Times both sides `pairs` times, one after the other and in turn first, so that a slow spell of the machine meets both.
 * What a side does before its returned function is not timed.
 */
export async function timePairs(
  pairs: number,
  sides: { reference: () => Promise<() => Promise<void>>; ours: () => Promise<() => Promise<void>> },
): Promise<PairedTiming> {
  const timing: PairedTiming = { referenceMs: [], oursMs: [] };
  const time = async (side: () => Promise<() => Promise<void>>): Promise<number> => {
    const work = await side();
    const startedAt = performance.now();
    await work();
    return performance.now() - startedAt;
  };
  for (let pair = 0; pair < pairs; pair++) {
    const reference = async (): Promise<void> => void timing.referenceMs.push(await time(sides.reference));
    const ours = async (): Promise<void> => void timing.oursMs.push(await time(sides.ours));
    for (const side of pair % 2 === 0 ? [reference, ours] : [ours, reference]) await side();
  }
  return timing;
}

/** Ratios are taken pair by pair: what slowed a pair slowed both of its sides. */
export function ratioOf({ referenceMs, oursMs }: PairedTiming): Ratio {
  const ratios = referenceMs.map((reference, pair) => reference / (oursMs[pair] ?? Number.NaN));
  return { median: median(ratios), least: Math.min(...ratios), most: Math.max(...ratios) };
}

export function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  const middle = Math.floor(sorted.length / 2);
  const upper = sorted[middle] ?? Number.NaN;
  return sorted.length % 2 === 1 ? upper : ((sorted[middle - 1] ?? Number.NaN) + upper) / 2;
}
