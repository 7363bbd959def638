import { expect, test } from "vitest";
import { countFacet } from "../../../pipeline/instruction/balance/facet-counts.ts";

const times = (name: string, count: number): string[] => Array(count).fill(name);

test("Values are counted, known ones even where none has them, the most frequent first", () => {
  const { values, expected } = countFacet(["b", "a", "b"], ["c", "a"]);
  expect(values.map(({ name, count }) => [name, count])).toEqual([
    ["b", 2],
    ["a", 1],
    ["c", 0],
  ]);
  expect(expected).toBe(1);
});

test("What is two deviations off the even share stands out", () => {
  // even share 25 of 4 values, deviation sqrt(25 * 3/4) = 4.33: beyond 33.7 and below 16.3
  const { values } = countFacet([...times("a", 34), ...times("b", 33), ...times("c", 17), ...times("d", 16)]);
  expect(values.map(({ name, standing }) => [name, standing])).toEqual([
    ["a", "over"],
    ["b", "even"],
    ["c", "even"],
    ["d", "under"],
  ]);
});

test("Of a set with less than one for each value nothing is said to stand out", () => {
  const { values } = countFacet(times("a", 3), ["a", "b", "c", "d"]);
  expect(new Set(values.map(({ standing }) => standing))).toEqual(new Set(["even"]));
});

test.each<[string[], number]>([
  [["a", "b", "c", "d"], 1],
  [["a", "a", "a"], 0],
  [[], 0],
  // entropy of 3/4 and 1/4 is 0.5623 of ln 2 = 0.6931
  [["a", "a", "a", "b"], 0.8113],
])("The evenness of %j is %d", (found, evenness) => {
  expect(countFacet(found).evenness).toBeCloseTo(evenness, 4);
});
