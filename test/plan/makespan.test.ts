import { expect, test } from "vitest";
import { makespan } from "../../pipeline/plan/makespan.ts";

test.each<[string, number[], number, number]>([
  ["no work takes no time", [], 3, 0],
  ["one lane: the sum", [3, 1, 2], 1, 6],
  ["a lane for each: the longest", [3, 1, 2], 3, 3],
  ["the next job goes to the lane that is free first", [4, 1, 1, 1], 2, 4],
  ["a long job at the end runs alone", [1, 1, 1, 1, 10], 2, 12],
  ["fewer than one lane is one", [2, 2], 0, 4],
])("%s", (_, durations, lanes, expected) => {
  expect(makespan(durations, lanes)).toBe(expected);
});
