import { expect, test } from "vitest";
import { describeDistribution } from "../../../pipeline/instruction/balance/distribution.ts";

test("The figures are those of the sorted values", () => {
  const values = Array.from({ length: 100 }, (_, at) => 100 - at);
  expect(describeDistribution(values, 25)).toEqual({
    ...{ min: 1, p5: 5, median: 50, p95: 95, max: 100, mean: 50.5 },
    bins: [
      { from: 0, to: 25, count: 24 },
      { from: 25, to: 50, count: 25 },
      { from: 50, to: 75, count: 25 },
      { from: 75, to: 100, count: 26 },
    ],
  });
});

test.each<[number[], number, [number, number, number][]]>([
  [[7], 10, [[0, 10, 1]]],
  [[10], 10, [[10, 20, 1]]],
  [[0, 0], 0.05, [[0, 0.05, 2]]],
  // shares that binary fractions miss by a little
  [
    [0.15, 0.3],
    0.05,
    [
      [0.15, 0.2, 1],
      [0.2, 0.25, 0],
      [0.25, 0.3, 1],
    ],
  ],
])("%j in bins of %d", (values, width, bins) => {
  const found = describeDistribution(values, width)?.bins.map(({ from, to, count }) => [from, to, count]);
  expect(found).toEqual(bins);
});

test("Nothing has no distribution", () => {
  expect(describeDistribution([], 1)).toBeNull();
});
