import { expect, test } from "vitest";
import { buildQueue, type Strategy } from "../../../../stages/audit/viewer/rows/review-queue.ts";
import { buildReview, buildRow, measured, notRun } from "../support/row-builder.ts";

const minima = { screenshot: 3, gui: 4 };

const rows = [
  buildRow({ id: "a", screenshot: measured(5), gui: measured(5), detail: 0.01, reviews: [buildReview()] }),
  buildRow({ id: "b", screenshot: measured(3), gui: measured(5), detail: 0.1 }),
  buildRow({
    id: "c",
    screenshot: measured(0),
    gui: measured(5),
    grades: { again: { screenshot: [4, null], gui: [] } },
  }),
  buildRow({ id: "d", screenshot: notRun, gui: notRun, detail: 0 }),
  buildRow({ id: "e", gui: measured(3), grades: { again: { screenshot: [4, 4], gui: [5, 3] } } }),
  buildRow({ id: "f", status: "recording", screenshot: measured(3) }),
  buildRow({
    id: "g",
    screenshot: measured(5),
    gui: measured(4),
    detail: null,
    grades: { x: { screenshot: [5], gui: [] } },
  }),
];

function queue(strategy: Strategy, seed = 1): string {
  return buildQueue(rows, { strategy, seed, minima }).join("");
}

test("the random order is the same for the same seed, and holds all that is not being recorded", () => {
  expect(queue("random", 7)).toBe(queue("random", 7));
  expect([...queue("random")].sort().join("")).toBe("abcdeg");
  expect(new Set(Array.from({ length: 20 }, (_, seed) => queue("random", seed))).size).toBeGreaterThan(10);
  expect(buildQueue([...rows].reverse(), { strategy: "random", seed: 7, minima }).join("")).toBe(
    queue("random", 7),
  );
});

test("near the threshold: the score that decides, half a point either way first", () => {
  expect([...queue("threshold").slice(0, 3)].sort().join("")).toBe("beg");
  expect(queue("threshold").slice(3)).toBe("ac");
});

test.each<[Strategy, string]>([
  ["disagreement", "ce"],
  ["blank", "ab"],
])("%s: %s", (strategy, ids) => {
  expect(queue(strategy)).toBe(ids);
});

test("never seen leaves out what anyone reviewed", () => {
  expect([...queue("unseen")].sort().join("")).toBe("bcdeg");
});

test("nothing is near a threshold that there is not", () => {
  const options = { strategy: "threshold", seed: 1, minima: { screenshot: null, gui: null } } as const;
  expect(buildQueue(rows, options)).toEqual([]);
});
