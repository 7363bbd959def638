import { expect, test } from "vitest";
import {
  formatBytes,
  formatDuration,
  formatShare,
  formatUsd,
} from "../../../../stages/audit/viewer/kit/formats.ts";
import { parseSavedViews } from "../../../../stages/audit/viewer/pages/trajectories/parse-saved-views.ts";
import { funnelStages } from "../../../../stages/audit/viewer/rows/funnel-stages.ts";
import { formatMinima, parseMinima } from "../../../../stages/audit/viewer/rows/minima-text.ts";

test.each([
  ["3,4", { screenshot: 3, gui: 4 }],
  ["0,-", { screenshot: 0, gui: null }],
  ["-,-", { screenshot: null, gui: null }],
  ["2.5,1", { screenshot: 2.5, gui: 1 }],
])("the minima %s are read and written", (text, minima) => {
  expect(parseMinima(text)).toEqual(minima);
  expect(formatMinima(minima)).toBe(text);
});

test.each([undefined, "", "3", "3,0", "6,1", "3,4,5", "a,b"])("%s is no pair of minima", (text) => {
  expect(parseMinima(text)).toBeNull();
});

test("a funnel tells what is left after each rule and selection", () => {
  const funnel = {
    recipe: "r",
    recipeHash: "h",
    label: null,
    trajectories: 12,
    sealed: 10,
    kept: 4,
    rejected: 6,
    unfinished: ["a", "b"],
    rules: [
      { rule: "finished", pass: 9, fail: 1, unmeasured: 0, firstToReject: 1 },
      { rule: "gui-score", pass: 6, fail: 1, unmeasured: 3, firstToReject: 3 },
    ],
    selection: [{ rule: "one-per-instruction", pass: 4, fail: 2 }],
    tokenizer: null,
    grading: null,
  };
  expect(funnelStages(funnel).map(({ rule, left, lost }) => [rule, left, lost])).toEqual([
    [null, 10, 0],
    ["finished", 9, 1],
    ["gui-score", 6, 3],
    ["one-per-instruction", 4, 2],
  ]);
});

test.each([
  [null, []],
  ["nothing", []],
  ['{"name":"x"}', []],
  ['[{"name":"x","query":{"q":"a"}},{"name":3,"query":{}},{"name":"y","query":{"q":1}},null]', ["x"]],
])("of %s the saved views are read", (text, names) => {
  expect(parseSavedViews(text).map(({ name }) => name)).toEqual(names);
});

test("amounts are written for people", () => {
  expect([null, 0, 0.0042, 0.5, 1234.5].map(formatUsd)).toEqual([
    "no price",
    "$0",
    "$0.0042",
    "$0.50",
    "$1,234.50",
  ]);
  expect([null, 0, 0.004, 0.426, 1].map(formatShare)).toEqual(["–", "0 %", "0.4 %", "43 %", "100 %"]);
  expect([850, 12_400, 59_990, 185_000, 7_800_000].map(formatDuration)).toEqual([
    "850 ms",
    "12.4 s",
    "60.0 s",
    "3 min 5 s",
    "2 h 10 min",
  ]);
  expect([512, 4_210, 1_300_000].map(formatBytes)).toEqual(["512 B", "4.2 kB", "1.3 MB"]);
});
