import { expect, it } from "vitest";
import { alphaInterval, krippendorffAlpha } from "../../../pipeline/measure/agreement/krippendorff-alpha.ts";
import { createRandom } from "../../../pipeline/random/random.ts";

/** The example of Krippendorff's "Computing Krippendorff's Alpha-Reliability" (2011): four observers, missing values. */
const published = [
  [1, 1, 1],
  [2, 2, 3, 2],
  [3, 3, 3, 3],
  [3, 3, 3, 3],
  [2, 2, 2, 2],
  [1, 2, 3, 4],
  [4, 4, 4, 4],
  [1, 1, 2, 1],
  [2, 2, 2, 2],
  [5, 5, 5],
  [1, 1],
  [3],
];

it("gives what is published for the published example", () => {
  expect(krippendorffAlpha(published)).toBeCloseTo(0.849, 3);
});

it.each<[string, number[][], number | null]>([
  [
    "full agreement",
    [
      [1, 1],
      [4, 4],
      [5, 5, 5],
    ],
    1,
  ],
  // observed: (1 + 1) / 1 twice = 2 + 2; expected of 1, 2, 1, 2: 4 pairs of 1, both ways, 8 / 3; 1 - 4 / (8 / 3)
  [
    "always another grade",
    [
      [1, 2],
      [2, 1],
    ],
    -0.5,
  ],
  // observed: 2; expected of 1, 2, 3, 3: 1 + 4 + 4 + 1 + 1 = 11, both ways, 22 / 3; 1 - 2 / (22 / 3)
  [
    "half of the units agree",
    [
      [1, 2],
      [3, 3],
    ],
    1 - 6 / 22,
  ],
  ["a unit with one grade says nothing", [[1, 1], [4, 4], [5]], 1],
  ["no unit has two", [[1], [2], []], null],
  [
    "nothing to tell apart",
    [
      [3, 3],
      [3, 3],
    ],
    null,
  ],
  ["nothing", [], null],
])("%s", (_, units, alpha) => {
  const found = krippendorffAlpha(units);
  if (alpha === null) expect(found).toBeNull();
  else expect(found).toBeCloseTo(alpha, 12);
});

it("the interval holds alpha, narrows with more units, and is the same for the same seed", () => {
  const width = (units: number[][]): number => {
    const interval = alphaInterval(units, createRandom(3));
    expect(interval).toEqual(alphaInterval(units, createRandom(3)));
    const alpha = krippendorffAlpha(units) ?? Number.NaN;
    expect(interval?.low).toBeLessThanOrEqual(alpha);
    expect(interval?.high).toBeGreaterThanOrEqual(alpha);
    return (interval?.high ?? 0) - (interval?.low ?? 0);
  };
  const many = Array.from({ length: 20 }, () => published).flat();
  expect(width(many)).toBeLessThan(width(published) / 2);
  expect(alphaInterval([[3, 3]], createRandom(3))).toBeNull();
});
