import { expect, it } from "vitest";
import { weightedKappa } from "../../../pipeline/measure/agreement/weighted-kappa.ts";

it.each<[string, [number, number][], number | null]>([
  [
    "full agreement",
    [
      [1, 1],
      [3, 3],
      [5, 5],
    ],
    1,
  ],
  // observed 1 / 4; expected: the 16 combinations of 1, 2, 3, 4 with 1, 2, 3, 3 add up to 32, so 2
  [
    "one of four a grade apart",
    [
      [1, 1],
      [2, 2],
      [3, 3],
      [4, 3],
    ],
    0.875,
  ],
  // observed 4; expected: 0 + 4 + 4 + 0, so 2
  [
    "opposite",
    [
      [1, 3],
      [3, 1],
    ],
    -1,
  ],
  // observed 2; expected 2: no better than chance
  [
    "one judge always says 3",
    [
      [1, 3],
      [3, 3],
    ],
    0,
  ],
  [
    "both always say 3",
    [
      [3, 3],
      [3, 3],
    ],
    null,
  ],
  ["no pairs", [], null],
])("%s", (_, pairs, kappa) => {
  expect(weightedKappa(pairs)).toBe(kappa);
});
