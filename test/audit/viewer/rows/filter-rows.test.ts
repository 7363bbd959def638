import { expect, test } from "vitest";
import type { RouteQuery } from "../../../../stages/audit/viewer/route/route.ts";
import { facetsOf } from "../../../../stages/audit/viewer/rows/facets.ts";
import { filterRows } from "../../../../stages/audit/viewer/rows/filter-rows.ts";
import { chosenOf, filterPart, toggleValue } from "../../../../stages/audit/viewer/rows/list-query.ts";
import { matchRows } from "../../../../stages/audit/viewer/rows/search-rows.ts";
import { joinValues, splitValues } from "../../../../stages/audit/viewer/rows/value-list.ts";
import type { TrajectoryRow } from "../../../../stages/audit/views/trajectory-row.ts";
import { buildReview, buildRow, buildVerdict, measured, notRun } from "../support/row-builder.ts";

const facets = facetsOf(["strict"]);
const rejected = buildVerdict({ kept: false, rejectedBy: ["screenshot-score", "steps"] });

const rows: TrajectoryRow[] = [
  buildRow({
    id: "a",
    applicationType: "Blog",
    screenshot: measured(5),
    verdicts: { strict: buildVerdict() },
  }),
  buildRow({ id: "b", applicationType: "Shop", screenshot: measured(2), verdicts: { strict: rejected } }),
  buildRow({ id: "c", applicationType: "Shop", gui: notRun, errorStages: ["install", "start"] }),
  buildRow({ id: "d", applicationType: "A|B", status: "failed", reason: "no answer", screenshot: null }),
  buildRow({ id: "e", status: "recording", reviews: [buildReview(), buildReview({ decision: "reject" })] }),
];

function shown(query: RouteQuery): string {
  return filterRows(rows, facets, chosenOf(query, facets), () => true)
    .rows.map(({ id }) => id)
    .join("");
}

test.each<[query: RouteQuery, ids: string]>([
  [{}, "abcde"],
  [{ type: "Shop" }, "bc"],
  [{ type: "Blog|Shop" }, "abc"],
  [{ type: "A%7CB" }, "d"],
  [{ type: "Shop", error: "start" }, "c"],
  [{ screenshot: "5" }, "a"],
  [{ screenshot: "none" }, "d"],
  [{ gui: "not-run" }, "c"],
  [{ "verdict.strict": "kept" }, "a"],
  [{ "verdict.strict": "none" }, "cde"],
  [{ "rule.strict": "steps" }, "b"],
  [{ review: "reject" }, "e"],
  [{ review: "none" }, "abcd"],
  [{ reason: "no answer" }, "d"],
  [{ status: "recording" }, "e"],
  [{ type: "nothing like it" }, ""],
])("%j shows %j", (query, ids) => {
  expect(shown(query)).toBe(ids);
});

test("a facet counts what choosing each of its values would show", () => {
  const { counts } = filterRows(rows, facets, chosenOf({ type: "Shop" }, facets), () => true);
  expect(counts.get("type")).toEqual([
    { value: "Shop", count: 2 },
    { value: "A|B", count: 1 },
    { value: "Blog", count: 1 },
    { value: "E-commerce", count: 1 },
  ]);
  expect(counts.get("screenshot")).toEqual([
    { value: "5", count: 0 },
    { value: "4", count: 1 },
    { value: "2", count: 1 },
    { value: "none", count: 0 },
  ]);
});

test("counts keep to the search", () => {
  const found = filterRows(rows, facets, new Map(), ({ id }) => id === "a");
  expect(found.rows.map(({ id }) => id)).toEqual(["a"]);
  expect(found.counts.get("status")).toEqual([
    { value: "finished", count: 1 },
    { value: "failed", count: 0 },
    { value: "recording", count: 0 },
  ]);
});

test.each([
  ["", [], true],
  ["BICYCLES", [], true],
  ["blue  shop", [], true],
  ["green shop", [], false],
  ["t-1", [], true],
  ["green", ["t-1"], true],
])("the search %j, found elsewhere in %j: %s", (search, elsewhere, found) => {
  expect(matchRows(search, new Set(elsewhere))(buildRow())).toBe(found);
});

test.each([[[]], [["a"]], [["a|b", "%7C", "100%"]]])("the values %j survive in a URL", (values) => {
  expect(splitValues(joinValues(values))).toEqual(values);
});

test("a value is chosen and let go", () => {
  expect(toggleValue({ type: "Shop" }, "type", "Blog")).toEqual({ type: "Blog|Shop" });
  expect(toggleValue({ type: "Shop" }, "type", "Shop")).toEqual({ type: "" });
});

test("a queue takes over what chooses, and nothing else", () => {
  expect(filterPart({ type: "Shop", q: "blue", sort: "cost", "rule.strict": "steps" }, facets)).toEqual({
    type: "Shop",
    q: "blue",
    "rule.strict": "steps",
  });
});
