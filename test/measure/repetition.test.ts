import { describe, expect, it } from "vitest";
import { isRepetitive, repetitionShare } from "../../pipeline/measure/repetition.ts";
import { uniqueText } from "../support/unique-text.ts";

const block = uniqueText(50, 7);

describe("repetitionShare", () => {
  it.each<[string, string, number]>([
    ["an empty text", "", 0],
    ["a text shorter than a window", "a".repeat(49), 0],
    ["one window", uniqueText(50), 0],
    ["one character: all windows are equal", "a".repeat(100), 1],
    ["two equal windows are not three", "a".repeat(51), 0],
    ["three equal windows", "a".repeat(52), 1],
    ["prose", uniqueText(2_000), 0],
    // 250 characters have 201 windows; of a period of 50, each of the first 50 occurs 4 times and one 5 times
    ["a block five times", block.repeat(5), 1],
    // 100 windows: the block's 50 phases occur twice each
    ["a block twice, with 49 more characters", block.repeat(2) + block.slice(0, 49), 0],
    // 3 whole blocks of 50 have 101 windows, of which only the first phase occurs 3 times
    ["a block three times", block.repeat(3), 3 / 101],
  ])("%s", (_, text, expected) => {
    expect(repetitionShare(text)).toBeCloseTo(expected, 12);
  });

  it.each<[string, string, string]>([
    ["case", "AbC ", "aBc "],
    ["numbers", "row 1, ", "row 27, "],
    ["decimals", "0.25em ", "13.5em "],
    ["hexadecimal colours", "#ff00aa ", "#123 "],
    ["functional colours", ": rgb(1, 2, 3) ", ": rgba(9 8 7 / 50%) "],
    ["white space", "a \n\t b ", "a b "],
  ])("does not see differences of %s", (_, one, other) => {
    const filler = uniqueText(60, 3);
    expect(repetitionShare(filler + one + filler + other + filler + one)).toBe(
      repetitionShare(filler + one + filler + one + filler + one),
    );
  });
});

describe("isRepetitive", () => {
  /** A text of which `repeated` windows of `total` occur at least three times: a run of one character, then prose. */
  const textOf = (repeated: number, total: number): string =>
    `${"-".repeat(repeated + 49)}${uniqueText(total - repeated)}`;

  it.each<[string, string, boolean]>([
    ["just under 40 %", textOf(399, 1_000), false],
    ["40 %", textOf(400, 1_000), true],
    ["over 40 %", textOf(401, 1_000), true],
    [
      "a list that only counts up",
      Array.from({ length: 60 }, (_, at) => `<li>Item number ${at} of the list</li>`).join("\n"),
      true,
    ],
    [
      "a page of different rules",
      Array.from(
        { length: 60 },
        (_, at) => `.${uniqueText(12, at + 2)} { ${uniqueText(9, at + 90)}: ${uniqueText(20, at + 9)}; }`,
      ).join("\n"),
      false,
    ],
  ])("%s", (_, text, expected) => {
    expect(isRepetitive(text)).toBe(expected);
  });

  it("reads a reply of 200,000 characters in bounded time", () => {
    const started = performance.now();
    isRepetitive(uniqueText(200_000));
    expect(performance.now() - started).toBeLessThan(3_000);
  });
});
