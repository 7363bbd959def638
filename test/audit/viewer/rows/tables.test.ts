import { expect, test } from "vitest";
import { countBy } from "../../../../stages/audit/viewer/rows/count-by.ts";
import { jointTable } from "../../../../stages/audit/viewer/rows/joint-table.ts";
import { summarizeTypes } from "../../../../stages/audit/viewer/rows/type-summary.ts";
import { buildRow, buildVerdict, measured, notRun } from "../support/row-builder.ts";

test("the joint table has a line for every score, and unmeasured ones apart", () => {
  const table = jointTable([
    buildRow({ screenshot: measured(4), gui: measured(5) }),
    buildRow({ screenshot: measured(4.4), gui: measured(5) }),
    buildRow({ screenshot: measured(0), gui: notRun }),
    buildRow({ screenshot: { status: "judge-error", value: null }, gui: null }),
  ]);
  expect(table.screenshots).toEqual(["5", "4", "3", "2", "1", "0", "judge-error"]);
  expect(table.guis).toEqual(["1", "2", "3", "4", "5", "not-run", "none"]);
  expect(table.count("4", "5")).toBe(2);
  expect(table.count("0", "not-run")).toBe(1);
  expect(table.count("judge-error", "none")).toBe(1);
  expect(table.count("5", "5")).toBe(0);
  expect(table.max).toBe(2);
});

test("an empty run has a table of nothing", () => {
  expect(jointTable([]).max).toBe(0);
});

test("items are counted by each of their keys", () => {
  const items = [["b"], ["a", "b"], ["c"], []];
  expect(countBy(items, (item) => item)).toEqual([
    { key: "b", count: 2 },
    { key: "a", count: 1 },
    { key: "c", count: 1 },
  ]);
});

test("types are summed up over what was measured and judged", () => {
  const rows = [
    buildRow({ applicationType: "Shop", verdicts: { r: buildVerdict() } }),
    buildRow({ applicationType: "Shop", screenshot: measured(1), gui: notRun }),
    buildRow({ applicationType: "Shop", screenshot: null, verdicts: { r: buildVerdict({ kept: false }) } }),
    buildRow({ applicationType: "Blog", screenshot: null, gui: null }),
  ];
  expect(summarizeTypes(rows, "r")).toEqual([
    { type: "Shop", count: 3, meanScreenshot: 2.5, meanGui: 4, keptShare: 0.5 },
    { type: "Blog", count: 1, meanScreenshot: null, meanGui: null, keptShare: null },
  ]);
});
