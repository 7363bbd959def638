/** Values from `from` up to, but without, `to`; the last bin holds its upper end as well. */
export interface Bin {
  from: number;
  to: number;
  count: number;
}

export interface Distribution {
  min: number;
  /** 5 % of the values are at or below it. */
  p5: number;
  median: number;
  p95: number;
  max: number;
  mean: number;
  bins: Bin[];
}

/** Sums values up; null when there are none. `width` is that of a bin. */
export function describeDistribution(values: readonly number[], width: number): Distribution | null {
  const sorted = values.toSorted((a, b) => a - b);
  const [min] = sorted;
  const max = sorted.at(-1);
  if (min === undefined || max === undefined) return null;
  const at = (share: number): number => sorted[Math.max(0, Math.ceil(share * sorted.length) - 1)] ?? min;
  return {
    ...{ min, max, p5: at(0.05), median: at(0.5), p95: at(0.95) },
    mean: sorted.reduce((sum, value) => sum + value, 0) / sorted.length,
    bins: binsOf(sorted, { min, max, width }),
  };
}

function binsOf(
  sorted: readonly number[],
  { min, max, width }: { min: number; max: number; width: number },
): Bin[] {
  const first = binAt(min, width);
  // the highest value may stand on a border: it belongs to the bin below
  const last = Math.max(first, Math.ceil(max / width - slack) - 1);
  const bins = Array.from({ length: last - first + 1 }, (_, nth) => ({
    from: rounded((first + nth) * width),
    to: rounded((first + nth + 1) * width),
    count: 0,
  }));
  for (const value of sorted) {
    const bin = bins[Math.min(binAt(value, width) - first, bins.length - 1)];
    if (bin !== undefined) bin.count++;
  }
  return bins;
}

/** Shares such as 0.15 are a little beside what they mean. */
const slack = 1e-9;

function binAt(value: number, width: number): number {
  return Math.floor(value / width + slack);
}

function rounded(border: number): number {
  return Math.round(border * 1e6) / 1e6;
}
