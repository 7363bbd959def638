import { expect, test } from "vitest";
import { readScreenshotGrade } from "../../pipeline/judge/read-screenshot-grade.ts";
import { cpuMillisecondsOf } from "../support/cpu-time.ts";

const usable: [answer: string, grade: number][] = [
  ['{"analysis": "Clean.", "grade": 4}', 4],
  ['{"analysis": "Blank.", "grade": 0}', 0],
  ['{"analysis": "Clean.", "grade": 4.0}', 4],
  ['{"analysis": "Clean.", "grade": "4"}', 4],
  ['{"analysis": "Clean.", "grade": "4/5"}', 4],
  ['{"analysis": "Clean.", "grade": "3 (average)"}', 3],
  ['{"grade": 2}', 2],
  ['```json\n{"analysis": "Clean.", "grade": 5}\n```', 5],
  ['```\n{"analysis": "Clean.", "grade": 5}\n```', 5],
  ['Here is my grade:\n\n{"analysis": "It says {hello}.", "grade": 1}\n\nI hope this helps.', 1],
  ['First {"analysis": "draft", "grade": 2}, better: {"analysis": "final", "grade": 3}', 3],
  ['[{"analysis": "Clean.", "grade": 4}]', 4],
  ['{"analysis": "Two\nlines with a }, and a \\"quote\\".", "grade": 4,}', 4],
  ["4", 4],
  [" 4.0\n", 4],
  ["**4**", 4],
  ["4/5", 4],
  ["Analysis: a decent page.\nGrade: 4", 4],
  ["**Grade:** 3/5", 3],
  ["The layout is dense but clear. I would give it 4 out of 5.", 4],
  ["Rendering 5/5, layout 3/5. Overall grade is 4.", 4],
  ["{'analysis': 'Clean.', 'grade': 2}", 2],
  ['{"analysis": "cut in the middle", "grade": 2', 2],
];
test.each(usable)("%j is a grade of %d", (answer, grade) => {
  expect(readScreenshotGrade(answer)).toMatchObject({ ok: true, value: { grade } });
});

const unusable: [answer: string, problem: RegExp][] = [
  ["", /no clear "grade"/],
  ["I'm sorry, but I can't help with that.", /no clear "grade"/],
  ["The page has a header, 3 cards and a footer.", /no clear "grade"/],
  ['{"analysis": "Clean."}', /no clear "grade"/],
  ['{"analysis": "Clean.", "grade": 11}', /grade: must be <= 5, found 11/],
  ['{"analysis": "Clean.", "grade": "11"}', /grade: must be <= 5, found 11/],
  ['{"analysis": "Clean.", "grade": -1}', /grade: must be >= 0, found -1/],
  ['{"analysis": "Clean.", "grade": 4.5}', /grade: must be integer, found 4.5/],
  ['{"analysis": "layout 4/5", "grade": NaN}', /no clear "grade"/],
  ['{"analysis": "Clean.", "grade": null}', /no clear "grade"/],
  ['{"analysis": "Clean.", "grade": true}', /no clear "grade"/],
  ['{"analysis": "Clean.", "grade": "four"}', /no clear "grade"/],
  ['{"analysis": "Clean.", "grade": "between 3 and 4"}', /no clear "grade"/],
  ['{"analysis": "Clean.", "grade": "8/10"}', /no clear "grade"/],
  ["11", /must be <= 5/],
  ["NaN", /no clear "grade"/],
  ["Grade: 8/10", /no clear "grade"/],
  ["Grade: 0-5", /no clear "grade"/],
  ["Layout 3/5, colours 4/5.", /no clear "grade"/],
  ["Grade: 3 ... on second thought, grade: 4", /no clear "grade"/],
  ["{{{{{{{{", /no clear "grade"/],
];
test.each(unusable)("%j is not a grade", (answer, problem) => {
  const reading = readScreenshotGrade(answer);
  expect(reading).toMatchObject({ ok: false, problem: expect.stringMatching(problem) });
});

test("a plain answer is its own analysis, and members of one's own are kept", () => {
  expect(readScreenshotGrade("Busy. Grade: 2")).toMatchObject({ value: { analysis: "Busy. Grade: 2" } });
  expect(readScreenshotGrade('{"analysis": "a", "grade": 2, "layout": 1}')).toMatchObject({
    value: { layout: 1 },
  });
});

test.each(["{", '{"', '{"a":[', '"}', "grade 4/", "{}", "4/5 ", "grade ", " "])(
  "50,000 characters of %j are read in bounded time",
  (piece) => {
    const text = piece.repeat(50_000 / piece.length);
    expect(cpuMillisecondsOf(() => readScreenshotGrade(text))).toBeLessThan(3_000);
  },
);
