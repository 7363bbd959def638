import { expect, test } from "vitest";
import { formatSorting, parseSorting, sortRows } from "../../../../stages/audit/viewer/rows/sort-rows.ts";
import { buildRow, measured, notRun } from "../support/row-builder.ts";

const rows = [
  buildRow({ id: "a", screenshot: measured(1), costUsd: null, at: "2026-01-02", applicationType: "Shop" }),
  buildRow({ id: "b", screenshot: notRun, costUsd: 3, at: "2026-01-03", applicationType: "Blog" }),
  buildRow({ id: "c", screenshot: measured(0), costUsd: 1, at: "2026-01-01", applicationType: "Shop" }),
  buildRow({ id: "d", screenshot: measured(5), costUsd: 3, at: "2026-01-01", applicationType: "Blog" }),
];

test.each([
  [undefined, "bacd"],
  ["nothing", "bacd"],
  ["-recent", "cdab"],
  // unmeasured is not zero: it comes after 0, either way
  ["screenshot", "dacb"],
  ["-screenshot", "cadb"],
  ["cost", "bdca"],
  ["-cost", "cbda"],
  ["type", "bdac"],
  ["id", "abcd"],
  ["-id", "dcba"],
])("sort=%s", (text, order) => {
  expect(
    sortRows(rows, parseSorting(text))
      .map(({ id }) => id)
      .join(""),
  ).toBe(order);
});

test.each([
  [undefined, null],
  ["recent", null],
  ["-recent", "-recent"],
  ["cost", "cost"],
])("%s is written as %s", (text, written) => {
  expect(formatSorting(parseSorting(text))).toBe(written);
});
