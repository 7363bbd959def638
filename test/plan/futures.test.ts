import { expect, test } from "vitest";
import { drawFutures } from "../../pipeline/plan/futures.ts";
import { pricedCostOf, sumOf } from "../../pipeline/plan/unit-cost.ts";
import { buildUnit, teacherUnits } from "./unit-builder.ts";

const cost = sumOf(pricedCostOf);
const seed = 7;

function costSpread(pilot: number[], fresh: number, begun: number[] = []) {
  const work = { fresh, begun: teacherUnits(...begun) };
  return drawFutures({ kind: "pilot", units: teacherUnits(...pilot) }, work, seed).spreadOf(cost);
}

test("defaults: every unit is the assumed one, at each bound", () => {
  const [low, likely, high] = teacherUnits(1, 2, 5);
  if (low === undefined || likely === undefined || high === undefined) throw new Error("three units");
  const futures = drawFutures(
    { kind: "defaults", low, likely, high },
    { fresh: 10, begun: teacherUnits(1.5) },
    seed,
  );
  // the begun one: 0 of 1 is left, 0.5 of 2, 3.5 of 5
  expect(futures.spreadOf(cost)).toEqual({ low: 10, likely: 20.5, high: 53.5 });
});

test.each<[string, number[], number, number[], object]>([
  ["one pilot unit: half to double", [4], 3, [], { low: 6, likely: 12, high: 24 }],
  ["two: half to double of their mean", [2, 6], 3, [], { low: 6, likely: 12, high: 24 }],
  ["three alike leave nothing to chance", [4, 4, 4], 5, [], { low: 20, likely: 20, high: 20 }],
  ["a begun unit takes what is left of it", [4, 4, 4], 1, [3], { low: 5, likely: 5, high: 5 }],
  ["one that has taken more than any is done", [4, 4, 4], 0, [9], { low: 0, likely: 0, high: 0 }],
  ["nothing left", [1, 2, 3], 0, [], { low: 0, likely: 0, high: 0 }],
])("%s", (_, pilot, fresh, begun, expected) => {
  expect(costSpread(pilot, fresh, begun)).toEqual(expected);
});

test("a pilot's spread: the mean in the middle, bounds on either side, none beyond what can be", () => {
  const spread = costSpread([1, 2, 3, 4, 10], 20);
  // the mean of the pilot is 4
  expect(spread.likely).toBeGreaterThan(72);
  expect(spread.likely).toBeLessThan(88);
  expect(spread.low).toBeGreaterThan(20);
  expect(spread.low).toBeLessThan(spread.likely);
  expect(spread.high).toBeGreaterThan(spread.likely);
  expect(spread.high).toBeLessThan(200);
});

test("the range covers what comes: nine in ten of fresh samples fall into it, give or take", () => {
  // costs that rise slowly and have a tail, as those of trajectories do
  const population = Array.from({ length: 200 }, (_, index) => 1 + (index % 20) ** 2 / 40);
  const drawn = (offset: number, count: number): number[] =>
    Array.from({ length: count }, (_, index) => population[(offset + index * 37) % 200] ?? 0);
  let covered = 0;
  for (let trial = 0; trial < 100; trial++) {
    const { low, high } = costSpread(drawn(trial * 13, 12), 30);
    const truth = drawn(trial * 29 + 5, 30).reduce((sum, value) => sum + value, 0);
    if (low <= truth && truth <= high) covered++;
  }

  expect(covered).toBeGreaterThanOrEqual(80);
});

test("a small pilot is less sure of itself than a large one that looks alike", () => {
  const width = (pilot: number[]): number => {
    const { low, high } = costSpread(pilot, 30);
    return high - low;
  };
  const three = [1, 2, 3];
  expect(width(three)).toBeGreaterThan(
    1.5 * width(Array.from({ length: 30 }, (_, index) => three[index % 3] ?? 0)),
  );
});

test("equal seeds give equal spreads, others nearly so", () => {
  const units = teacherUnits(1, 2, 3, 4, 10);
  const spreadOf = (of: number) =>
    drawFutures({ kind: "pilot", units }, { fresh: 50, begun: [] }, of).spreadOf(cost);
  expect(spreadOf(1)).toEqual(spreadOf(1));
  expect(spreadOf(2)).not.toEqual(spreadOf(1));
  expect(spreadOf(2).likely / spreadOf(1).likely).toBeCloseTo(1, 1);
});

test("many thousand units are scaled up from a thousand", () => {
  expect(costSpread([4, 4, 4], 5000)).toEqual({ low: 20_000, likely: 20_000, high: 20_000 });
});

test("a cost that is unknown of one unit counts as none in sums of what is priced", () => {
  const units = [buildUnit({ uses: { vision: { calls: 1, costUsd: null } } }), ...teacherUnits(1, 1)];
  const futures = drawFutures({ kind: "pilot", units }, { fresh: 1, begun: [] }, seed);
  expect(futures.spreadOf(cost).likely).toBeCloseTo(2 / 3, 1);
});
