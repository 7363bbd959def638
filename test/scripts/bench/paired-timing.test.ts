import { describe, expect, test } from "vitest";
import { formatFinding, ratioFinding } from "../../../scripts/bench/finding.ts";
import { median, ratioOf, timePairs } from "../../../scripts/bench/paired-timing.ts";

test.each([
  [[3], 3],
  [[5, 1, 3], 3],
  [[4, 1, 3, 2], 2.5],
  [[], Number.NaN],
])("the median of %j is %d", (values, expected) => {
  expect(median(values)).toBe(expected);
});

test("ratios are taken within a pair", () => {
  const ratio = ratioOf({ referenceMs: [10, 40, 30], oursMs: [5, 4, 10] });
  expect(ratio).toEqual({ median: 3, least: 2, most: 10 });
});

test("the sides take turns in going first, and their preparation is not timed", async () => {
  const order: string[] = [];
  const side = (name: string) => async () => {
    order.push(`${name} prepared`);
    return async () => void order.push(name);
  };
  const timing = await timePairs(2, { reference: side("reference"), ours: side("ours") });
  expect(order).toEqual([
    ...["reference prepared", "reference", "ours prepared", "ours"],
    ...["ours prepared", "ours", "reference prepared", "reference"],
  ]);
  expect([timing.referenceMs.length, timing.oursMs.length]).toEqual([2, 2]);
});

describe("a finding", () => {
  const timing = { referenceMs: [12_000, 10_000], oursMs: [2_000, 1_000] };

  test.each([
    [8, "  ok              a step: 8.0x (6.0 to 10.0), 11.00 s to 1.50 s; demanded: at least 8x", true],
    [8.1, "  BELOW THE GOAL  a step: 8.0x (6.0 to 10.0), 11.00 s to 1.50 s; demanded: at least 8.1x", false],
  ])("with %d demanded", (demanded, line, reached) => {
    const finding = ratioFinding("a step", timing, demanded);
    expect(finding.reached).toBe(reached);
    expect(formatFinding(finding)).toBe(line);
  });
});
