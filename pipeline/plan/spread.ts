/** An estimate: not a point, but where it is likely to end up. */
export interface Spread {
  low: number;
  likely: number;
  high: number;
}

export const noSpread: Spread = { low: 0, likely: 0, high: 0 };

/** The two together. Their bounds add up, which is wider than chance would have it: never too sure. */
export function addSpreads(a: Spread, b: Spread): Spread {
  return { low: a.low + b.low, likely: a.likely + b.likely, high: a.high + b.high };
}

/** The greater of the two at each bound: what takes as long as the slower one. */
export function maxSpread(a: Spread, b: Spread): Spread {
  return {
    low: Math.max(a.low, b.low),
    likely: Math.max(a.likely, b.likely),
    high: Math.max(a.high, b.high),
  };
}
