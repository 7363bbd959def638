import { expect, test } from "vitest";
import { compareFiles } from "../../../stages/audit/viewer/pages/compare/compare-files.ts";
import {
  type CompareSide,
  compareRoute,
  formatSide,
  gradingsRoute,
  otherRunRoute,
  parseSide,
} from "../../../stages/audit/viewer/pages/compare/compare-sides.ts";
import { findMatch, matchRuns, sumMatches } from "../../../stages/audit/viewer/pages/compare/match-runs.ts";
import { formatRoute } from "../../../stages/audit/viewer/route/route.ts";
import type { TrajectoryRow } from "../../../stages/audit/views/trajectory-row.ts";
import { buildRow, measured, notRun } from "./support/row-builder.ts";

test.each<[string | undefined, CompareSide | null]>([
  ["run", { run: "run", id: null, step: null }],
  ["run/a.0", { run: "run", id: "a.0", step: null }],
  ["run/a.0/12", { run: "run", id: "a.0", step: 12 }],
  ["a%2Fb/c%20d/0", { run: "a/b", id: "c d", step: 0 }],
  [undefined, null],
  ["", null],
  ["run/a.0/x", null],
  ["run/a.0/-1", null],
  ["run//1", null],
  ["run/a/1/2", null],
  ["%E0%A4%A", null],
])("the side %s is %j", (text, side) => {
  expect(parseSide(text)).toEqual(side);
  if (side !== null) expect(formatSide(side)).toBe(text);
});

test("comparisons have addresses", () => {
  const here = { run: "one", id: "a.0", step: 2 };
  expect([
    formatRoute(compareRoute(here, { run: "one", id: "a.1", step: null })),
    formatRoute(otherRunRoute(here, "two")),
    formatRoute(gradingsRoute("one", "a.0")),
  ]).toEqual([
    "#/compare?a=one%2Fa.0%2F2&b=one%2Fa.1",
    "#/compare?a=one%2Fa.0%2F2&b=two",
    "#/compare?a=one%2Fa.0&of=gradings",
  ]);
});

function row(instruction: string, sample: number, screenshot: number | null): TrajectoryRow {
  const id = `${instruction}.${sample}`;
  return buildRow({
    id,
    instruction,
    sample,
    screenshot: screenshot === null ? notRun : measured(screenshot),
  });
}

test("runs are matched by instruction and sample; the greatest change comes first", () => {
  const a = [
    row("same", 0, 3),
    row("lost", 0, 5),
    row("gone", 0, 2),
    row("blank", 0, null),
    row("gained", 1, 2),
  ];
  const b = [row("gained", 1, 3), row("lost", 0, 1), row("same", 0, 3), row("blank", 0, 4), row("new", 0, 4)];
  const matches = matchRuns(a, b, "screenshot");
  expect(matches.map(({ instruction, outcome, gain }) => [instruction, outcome, gain])).toEqual([
    ["lost", "lost", -4],
    ["gained", "gained", 1],
    ["same", "same", 0],
    ["blank", "unknown", null],
    ["gone", "only-a", null],
    ["new", "only-b", null],
  ]);
  expect(sumMatches(matches)).toEqual({
    counts: { gained: 1, lost: 1, same: 1, unknown: 1, "only-a": 1, "only-b": 1 },
    meanGain: -1,
  });
  expect(sumMatches([])).toMatchObject({ meanGain: null });
});

test("a trajectory's match is of the same instruction, and of the same sample where there is one", () => {
  const rows = [row("x", 0, 1), row("y", 0, 1), row("y", 1, 1)];
  expect(findMatch(row("y", 1, 5), rows)?.id).toBe("y.1");
  expect(findMatch(row("y", 7, 5), rows)?.id).toBe("y.0");
  expect(findMatch(row("z", 0, 5), rows)).toBeNull();
});

test("the files of two sites are compared by content; what was deleted is not there", () => {
  const file = (path: string, ref: string, change: "same" | "deleted" = "same") => ({
    ...{ path, ref, change, bytes: 1, parentRef: null },
  });
  const a = [file("a.js", "1"), file("b.js", "2"), file("c.js", "3"), file("d.js", "4", "deleted")];
  const b = [file("b.js", "2"), file("c.js", "9"), file("d.js", "4")];
  expect(compareFiles(a, b)).toEqual([
    { path: "a.js", change: "deleted", a: "1", b: null },
    { path: "b.js", change: "same", a: "2", b: "2" },
    { path: "c.js", change: "changed", a: "3", b: "9" },
    { path: "d.js", change: "added", a: null, b: "4" },
  ]);
});
