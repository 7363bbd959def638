import { describe, expect, it, test } from "vitest";
import { releasedCard, splitCard } from "../../pipeline/dataset/released-card.ts";
import type { DatasetDiff, SplitDiff } from "../../pipeline/dataset-diff/dataset-diff.ts";
import { proposeVersion } from "../../stages/push/propose-version.ts";
import {
  compareVersions,
  parseVersion,
  readVersion,
  tagOf,
  versionsOf,
} from "../../stages/push/release-version.ts";

const split: SplitDiff = {
  config: "sft",
  split: "train",
  rows: { before: 3, after: 3 },
  entered: [],
  left: [],
  changed: [],
  columns: [],
  shifts: [],
};

function diffOf(...splits: Partial<SplitDiff>[]): DatasetDiff {
  return { before: "a", after: "b", origins: [], splits: splits.map((parts) => ({ ...split, ...parts })) };
}

const row = { id: "a", why: "" };

describe("proposeVersion", () => {
  it.each<[string, string | null, DatasetDiff | null, Parameters<typeof proposeVersion>[2], string]>([
    ["the first", null, null, {}, "v1.0.0"],
    ["the first, as chosen", null, null, { version: parseVersion("0.1.0") }, "v0.1.0"],
    ["nothing of the rows", "1.2.3", diffOf(), {}, "v1.2.4"],
    ["a row that entered", "1.2.3", diffOf({ entered: [row] }), {}, "v1.3.0"],
    ["a row that left", "1.2.3", diffOf({ left: [row] }), {}, "v1.3.0"],
    ["a row that changed", "1.2.3", diffOf({ changed: [row] }), {}, "v1.3.0"],
    [
      "a column",
      "1.2.3",
      diffOf({ changed: [row], columns: [{ name: "x", change: "entered" }] }),
      {},
      "v2.0.0",
    ],
    ["a whole split gone", "1.2.3", diffOf({ left: [row], rows: { before: 1, after: 0 } }), {}, "v2.0.0"],
    ["another tool's files", "1.2.3", null, {}, "v2.0.0"],
    ["a bump asked for", "1.2.3", diffOf(), { bump: "major" }, "v2.0.0"],
    ["a version asked for", "1.2.3", diffOf(), { version: parseVersion("1.10.0") }, "v1.10.0"],
  ])("%s", (_, latest, diff, choice, expected) => {
    const proposed = proposeVersion(latest === null ? null : parseVersion(latest), diff, choice);
    expect(tagOf(proposed.version)).toBe(expected);
  });

  it.each([
    ["1.2.3", /exists already/],
    ["1.2.2", /goes back/],
    ["1.1.9", /goes back/],
    ["0.9.9", /goes back/],
  ])("%s after 1.2.3 is refused", (version, message) => {
    expect(() => proposeVersion(parseVersion("1.2.3"), diffOf(), { version: parseVersion(version) })).toThrow(
      message,
    );
  });
});

test.each([
  ["1.2.3", "1.2.3", 0],
  ["1.2.3", "1.10.0", -1],
  ["2.0.0", "1.99.99", 1],
  ["1.2.10", "1.2.9", 1],
])("%s against %s", (a, b, order) => {
  expect(Math.sign(compareVersions(parseVersion(a), parseVersion(b)))).toBe(order);
});

test("only version tags are versions, latest first", () => {
  expect(versionsOf(["v1.9.0", "main", "v1.10.0", "1.0.0", "v1", "v01.0.0"]).map(tagOf)).toEqual([
    "v1.10.0",
    "v1.9.0",
  ]);
  expect(readVersion("v1.2.3-rc1")).toBeNull();
});

describe("a released card", () => {
  const history = [
    { tag: "v1.1.0", date: "2026-05-06", rows: 12, changes: "1 rows entered, 0 left, 2 changed" },
    { tag: "v1.0.0", date: "2026-05-01", rows: 11, changes: "first release" },
  ];

  it("is taken apart into what it was put together from", () => {
    const emitted = "---\nlicense: mit\n---\n\n# set\n\nWords.\n";
    expect(splitCard(releasedCard(emitted, history))).toEqual({ emitted, history });
  });

  it("that was never released has no history", () => {
    expect(splitCard("# set\n")).toEqual({ emitted: "# set\n", history: [] });
  });
});
