import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { parseArtifact } from "../../pipeline/artifact/artifact-parser.ts";
import { parseStrictly } from "../../pipeline/artifact/parse-strictly.ts";
import { splitReasoning } from "../../pipeline/artifact/split-reasoning.ts";
import { cpuMillisecondsOf } from "../support/cpu-time.ts";

const read = (text: string): void => {
  const { visible } = splitReasoning(text);
  parseArtifact(visible);
  parseArtifact(visible, { unescapeAlways: true });
  parseStrictly(visible);
};

/** What replies are made of, whole and broken. */
const pieces = [
  "<boltAction ",
  "<boltAction type='file' filePath='b'>",
  '<boltAction type="file" filePath="a.js">',
  '<boltAction type="file" filePath="a.json">',
  '<boltAction type="file" filePath="a',
  '<boltAction type="finish"/>',
  'type="file" ',
  "filePath='",
  "</boltAction>",
  "<boltArtifact>",
  "</boltArtifact>",
  "<think>",
  "</think>",
  "&lt;",
  "```\n",
  "```",
  '"',
  ">",
  "/>",
  "a=",
  "aaaa",
  " ",
  "\n",
  "\ud800",
  `<boltAction ${"a".repeat(3_900)}>`,
];
const piece = fc.constantFrom(...pieces);

describe("any text is read without throwing", () => {
  const texts: [name: string, fc.Arbitrary<string>][] = [
    ["bytes as UTF-8", fc.uint8Array({ maxLength: 400 }).map((bytes) => Buffer.from(bytes).toString())],
    [
      "bytes as Latin-1",
      fc.uint8Array({ maxLength: 400 }).map((bytes) => Buffer.from(bytes).toString("latin1")),
    ],
    ["half characters", fc.string({ unit: "binary" })],
    [
      "pieces of replies",
      fc.array(fc.oneof(piece, fc.string()), { maxLength: 40 }).map((all) => all.join("")),
    ],
  ];
  test.each(texts)("%s", (_, text) => fc.assert(fc.property(text, read), { numRuns: 1_000 }));
});

describe("the time it takes grows with the length alone", () => {
  // two million characters take some 0.1 s; were each tag to read the rest of the text again, it would be minutes
  const characters = 2_000_000;
  const bound = 5_000;

  test.each(pieces)("%j over and over, in an open file", (text) => {
    const hostile = `<boltAction type="file" filePath="a.js">${text.repeat(characters / text.length)}`;
    expect(cpuMillisecondsOf(() => read(hostile))).toBeLessThan(bound);
  });

  test("any two pieces, one many times before the other", () => {
    const runs = fc.property(piece, piece, (first, second) => {
      const half = characters / 2;
      const hostile = first.repeat(half / first.length) + second.repeat(half / second.length);
      expect(cpuMillisecondsOf(() => read(hostile))).toBeLessThan(bound);
    });
    fc.assert(runs, { numRuns: 15 });
  });
});

test("what a well-written file holds comes back to the character", () => {
  const line = fc.string({ unit: "grapheme", maxLength: 60 }).filter((text) => !/[<&`]/.test(text));
  const content = fc
    .array(line)
    .map((lines) => lines.join("\n").trimEnd())
    .filter((text) => !/^[ \t]*\r?\n/.test(text));
  const property = fc.property(content, (text) => {
    const reply = `<boltAction type="file" filePath="a.txt">\n${text}\n</boltAction>`;
    const expected = [{ type: "file", filePath: "a.txt", content: `${text}\n` }];
    expect(parseArtifact(reply)).toEqual({ actions: expected, hasArtifact: false, warnings: [] });
    expect(parseStrictly(reply).actions).toEqual(expected);
  });
  fc.assert(property, { numRuns: 1_000 });
});
