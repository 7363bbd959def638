import { expect, test } from "vitest";
import { closingLine } from "../../scripts/test-counts.ts";

test.each([
  [{ passed: 12, failed: 0, skipped: 0 }, "12 passed, 0 failed"],
  [{ passed: 3, failed: 2, skipped: 0 }, "3 passed, 2 failed"],
  [{ passed: 3, failed: 0, skipped: 1 }, "3 passed, 0 failed, 1 skipped"],
])("%j ends as %j", (counts, line) => {
  expect(closingLine(counts)).toBe(line);
});
