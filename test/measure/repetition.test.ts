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

  it("reads a reply of 200,000 characters", () => {
    expect(isRepetitive(uniqueText(200_000))).toBe(false);
  });

  /** Replies as models write them, labelled by reading them. */
  const lines = (count: number, line: (at: number) => string): string =>
    Array.from({ length: count }, (_, at) => line(at)).join("\n");
  const word = (at: number): string => uniqueText(9, at + 11);
  const prose = uniqueText(3_000, 5);

  it.each<[string, string, boolean]>([
    ["a finish", '<boltAction type="finish"/>', false],
    ["the same mark twice", '<boltAction type="screenshot_validated"/>'.repeat(2), false],
    ["the same mark ten times", '<boltAction type="screenshot_validated"/>'.repeat(10), true],
    ["one sentence over and over", "I will now create the page. ".repeat(50), true],
    ["one sentence over and over, numbered", lines(60, (at) => `${at}. I will now create the page.`), true],
    ["two equal paragraphs", `${uniqueText(400)}\n`.repeat(2), false],
    ["three equal paragraphs", `${uniqueText(400)}\n`.repeat(3), true],
    [
      "a rule for each of many classes, the same but for numbers",
      lines(60, (at) => `.col-${at} { width: ${at}%; margin: 0 auto; padding: ${at}px }`),
      true,
    ],
    [
      "a rule for each of many classes, the same but for colours",
      lines(
        60,
        (at) => `.swatch { background-color: #${(at * 4099 + 0x100000).toString(16)}; border-radius: 4px }`,
      ),
      true,
    ],
    [
      "a rule for each of many classes, named apart",
      lines(60, (at) => `.${word(at)} { color: ${word(at + 70)} }`),
      false,
    ],
    [
      "cards that differ in short names",
      lines(60, (at) => `<Card title="${word(at)}" price={${at}} />`),
      false,
    ],
    [
      "cards that differ in nothing but their number",
      lines(40, (at) => `<Card title="A fine product of our shop" price={${at}} />`),
      true,
    ],
    [
      "rows of data with names",
      lines(60, (at) => `{ id: ${at}, name: "${word(at)} ${word(at + 99)}" },`),
      false,
    ],
    [
      "rows of data without names",
      lines(60, (at) => `{ id: ${at}, name: "Sample product name", price: ${at * 3} },`),
      true,
    ],
    ["a short loop after long good code", `${prose}\n${"the end. ".repeat(60)}`, false],
    ["a long loop after good code", `${prose}\n${"the end. ".repeat(400)}`, true],
    ["a loop before good code", `${"Let me think. ".repeat(300)}${prose}`, true],
    ["blank lines", `${prose.slice(0, 1_500)}${"\n".repeat(5_000)}${prose.slice(1_500)}`, false],
    [
      "a path of an icon",
      `<path d="${lines(200, (at) => `M${at} ${at * 7} L${at * 3} ${at * 11}`)}"/>`,
      true,
    ],
    ["imports", lines(20, (at) => `import ${word(at)} from "./components/${word(at)}.jsx";`), false],
    [
      "a table written out by hand",
      lines(30, (at) => `<tr><td>${word(at)}</td><td>${word(at + 40)}</td><td>${word(at + 80)}</td></tr>`),
      false,
    ],
    ["a line of dashes in good code", `${prose}\n// ${"-".repeat(300)}\n`, false],
    ["nothing but dashes", "-".repeat(300), true],
    ["upper and lower case in turn", "THE PAGE IS DONE. the page is done. ".repeat(20), true],
  ])("%s", (_, text, expected) => {
    expect(isRepetitive(text)).toBe(expected);
  });
});
