import { expect, test } from "vitest";
import { compactNumber } from "../../pipeline/cli/compact-number.ts";

test.each([
  [0, "0"],
  [7, "7"],
  [1.5, "1.5"],
  [13.6, "14"],
  [999, "999"],
  [999.6, "1.0k"],
  [1234, "1.2k"],
  [9960, "10k"],
  [530_099, "530k"],
  [999_600, "1.0M"],
  [2_400_000, "2.4M"],
  [707e6, "707M"],
  [1.2e15, "1200T"],
])("%d is written as %s", (value, text) => {
  expect(compactNumber(value)).toBe(text);
});
