import { expect, it } from "vitest";
import { keepAccuracy } from "../../../pipeline/measure/agreement/keep-accuracy.ts";

it("tells how well each minimum finds what people keep", () => {
  const judged = [
    { score: 5, kept: true },
    { score: 4, kept: true },
    { score: 4, kept: false },
    { score: 2, kept: true },
    { score: 1, kept: false },
    { score: null, kept: true },
  ];
  expect(keepAccuracy(judged, [1, 4, 5, 6])).toEqual([
    { min: 1, precision: 3 / 5, recall: 3 / 4 },
    { min: 4, precision: 2 / 3, recall: 2 / 4 },
    { min: 5, precision: 1, recall: 1 / 4 },
    { min: 6, precision: null, recall: 0 },
  ]);
  expect(keepAccuracy([{ score: 3, kept: false }], [3])).toEqual([{ min: 3, precision: 0, recall: null }]);
});
