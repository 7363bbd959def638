import { describe, expect, it } from "vitest";
import { sizeCategory } from "../../../stages/emit/card/front-matter.ts";
import { escapeMarkdown, markdownTable } from "../../../stages/emit/card/markdown.ts";
import { grouped, percentage, quantile } from "../../../stages/emit/card/statistics.ts";

it.each([
  [0, "0"],
  [999, "999"],
  [1_000, "1,000"],
  [1_234_567, "1,234,567"],
])("groups %d as %s", (value, expected) => {
  expect(grouped(value)).toBe(expected);
});

it.each([
  [1, 3, "33.3 %"],
  [0, 3, "0.0 %"],
  [0, 0, "-"],
])("%d of %d is %s", (part, whole, expected) => {
  expect(percentage(part, whole)).toBe(expected);
});

it.each<[number[], number, number | "-"]>([
  [[], 0.5, "-"],
  [[7], 0.5, 7],
  [[1, 2, 3, 4], 0.5, 2],
  [[1, 2, 3, 4], 0.95, 4],
  [[1, 2, 3, 4], 0, 1],
  [[1, 2, 3, 4], 1, 4],
])("of %j the %d quantile is %s", (sorted, share, expected) => {
  expect(quantile(sorted, share)).toBe(expected);
});

it.each([
  [0, "n<1K"],
  [999, "n<1K"],
  [1_000, "1K<n<10K"],
  [99_999, "10K<n<100K"],
  [5_000_000, "1M<n<10M"],
])("%d rows are %s", (rows, expected) => {
  expect(sizeCategory(rows)).toBe(expected);
});

describe("markdownTable", () => {
  it("puts numbers to the right and text to the left", () => {
    expect(
      markdownTable(
        ["what", "n"],
        [
          ["a", "1,000"],
          ["b", "-"],
        ],
      ),
    ).toBe("| what | n |\n|---|---:|\n| a | 1,000 |\n| b | - |");
  });

  it("makes text of others harmless", () => {
    expect(escapeMarkdown("a|b\n<script>&`x`[y](z)#")).toBe("a\\|b &lt;script&gt;&amp;\\`x\\`\\[y\\](z)\\#");
  });
});
