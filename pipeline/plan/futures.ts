import { createRandom, type Random } from "../random/random.ts";
import type { Spread } from "./spread.ts";
import { meanUnit, restOf, scaleUnit, type UnitCost } from "./unit-cost.ts";

/** What an estimate rests on. */
export type Basis =
  /** units that are done, at least one, each with what it took */
  | { kind: "pilot"; units: readonly UnitCost[] }
  /** nothing done yet: one assumed unit for each bound */
  | { kind: "defaults"; low: UnitCost; likely: UnitCost; high: UnitCost };

/** Units still to be done. */
export interface OpenWork {
  /** How many are not begun. */
  fresh: number;
  /** Those begun, each with what it has taken so far. */
  begun: readonly UnitCost[];
}

/** Ways in which the rest of the work may go. */
export interface Futures {
  /** Spread of a number that all units still to be done add up to: a sum, a duration. */
  spreadOf(statistic: (units: readonly UnitCost[]) => number): Spread;
}

/** Fewer pilot units say nothing of their own spread: half and double of their mean are taken for it. */
export const fewUnits = 3;

/** Futures drawn from a pilot. */
const drawCount = 400;
/** Of more units than this so many are drawn and scaled up: chance has averaged out by then. */
const mostDrawn = 1000;
const lowShare = 0.05;
const highShare = 0.95;

/**
 * Futures by a double bootstrap: each draws a pilot of the same size from the pilot, with replacement (the pilot might
 * have gone otherwise), then a unit of that for every unit of work (the rest may go otherwise). The bounds are the 5th
 * and the 95th percentile, farther apart the smaller the pilot; between them lies the mean. Equal seeds give equal
 * spreads.
 */
export function drawFutures(basis: Basis, work: OpenWork, seed: number): Futures {
  if (basis.kind === "defaults") return boundedFutures(basis, work);
  if (basis.units.length < fewUnits) {
    const likely = meanUnit(basis.units);
    return boundedFutures({ low: scaleUnit(likely, 0.5), likely, high: scaleUnit(likely, 2) }, work);
  }
  const drawn = Math.min(work.fresh, mostDrawn);
  const scale = drawn === work.fresh ? 1 : work.fresh / drawn;
  const widening = smallSampleFactor(basis.units.length);
  const random = createRandom(seed);
  const futures = Array.from({ length: drawCount }, () =>
    drawFuture(basis.units, { fresh: drawn, begun: work.begun }, random),
  );
  return {
    spreadOf(statistic) {
      const values = futures.map((units) => statistic(units) * scale).sort((a, b) => a - b);
      const likely = values.reduce((sum, value) => sum + value, 0) / values.length;
      return {
        low: Math.max(0, likely - widening * (likely - nearestRank(values, lowShare))),
        likely,
        high: likely + widening * (nearestRank(values, highShare) - likely),
      };
    },
  };
}

/**
 * How much farther from the mean the bounds of a small sample must lie: its deviation is too small by sqrt((n - 1) / n),
 * and Student's t is wider than the normal distribution; t / 1.645 is about 1 + 0.93 / (n - 1) at the 95th percentile
 * (first term of the Cornish-Fisher expansion).
 */
function smallSampleFactor(count: number): number {
  return (1 + 0.93 / (count - 1)) * Math.sqrt(count / (count - 1));
}

/** One future for each bound, in which every unit is the assumed one. */
function boundedFutures(units: { low: UnitCost; likely: UnitCost; high: UnitCost }, work: OpenWork): Futures {
  const futureOf = (unit: UnitCost): UnitCost[] => [
    ...work.begun.map((spent) => restOf(unit, spent)),
    ...Array.from({ length: work.fresh }, () => unit),
  ];
  const [low, likely, high] = [futureOf(units.low), futureOf(units.likely), futureOf(units.high)];
  return {
    spreadOf: (statistic) => ({ low: statistic(low), likely: statistic(likely), high: statistic(high) }),
  };
}

function drawFuture(pilot: readonly UnitCost[], { fresh, begun }: OpenWork, random: Random): UnitCost[] {
  const resampled = pilot.map(() => random.pick(pilot));
  return [
    ...begun.map((spent) => restOf(random.pick(resampled), spent)),
    ...Array.from({ length: fresh }, () => random.pick(resampled)),
  ];
}

/** Smallest of the sorted values that is not below the given share of them. */
function nearestRank(sorted: readonly number[], share: number): number {
  return sorted[Math.max(0, Math.ceil(share * sorted.length) - 1)] ?? 0;
}
