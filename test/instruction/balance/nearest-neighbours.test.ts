import { expect, test } from "vitest";
import { findNearestNeighbours } from "../../../pipeline/instruction/balance/nearest-neighbours.ts";

const textsOf = (texts: Record<string, string>) =>
  Object.entries(texts).map(([id, text]) => ({ id, words: new Set(text.split(" ")) }));

test("Each text has the one that shares the largest part of its words, the closest pairs first", () => {
  const found = findNearestNeighbours(
    textsOf({ a: "tea cup milk", b: "tea cup", c: "chess board", d: "tea board" }),
  );
  expect(found).toEqual([
    { id: "a", nearest: "b", distance: 1 - 2 / 3 },
    { id: "b", nearest: "a", distance: 1 - 2 / 3 },
    { id: "c", nearest: "d", distance: 1 - 1 / 3 },
    { id: "d", nearest: "b", distance: 1 - 1 / 3 },
  ]);
});

test("A lone text has no neighbour; equal ones are at 0, strangers at 1", () => {
  expect(findNearestNeighbours(textsOf({ a: "tea" }))).toEqual([]);
  expect(
    findNearestNeighbours(textsOf({ a: "tea", b: "tea", c: "chess" })).map(({ distance }) => distance),
  ).toEqual([0, 0, 1]);
});

test("Of very many texts 2,000 are looked up, evenly spread", () => {
  const texts = Array.from({ length: 5000 }, (_, at) => ({
    id: String(at),
    words: new Set([`w${at % 2500}`]),
  }));
  const found = findNearestNeighbours(texts);
  expect(found).toHaveLength(2000);
  expect(found.every(({ distance }) => distance === 0)).toBe(true);
  expect(found.filter(({ id }) => Number(id) >= 2500)).toHaveLength(1000);
});
