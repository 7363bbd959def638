import { expect, test } from "vitest";
import { readScreenshotDescription } from "../../../../pipeline/judge/read-screenshot-description.ts";
import { readScreenshotGrade } from "../../../../pipeline/judge/read-screenshot-grade.ts";
import type { RehearsalRequest } from "../../../../pipeline/model/rehearsal/rehearsal-request.ts";
import { visionReply } from "../../../../pipeline/model/rehearsal/vision/vision-reply.ts";
import { loadPromptSet } from "../../../../pipeline/prompts/prompt-set.ts";
import { PaintedPage } from "../../../support/painted-page.ts";

const prompts = await loadPromptSet("default");
const instruction =
  "Please implement a website for selling garden tools. Users should be able to search and buy. Use mint cream for the background and dark green for components.";
const mintCream = [245, 255, 250] as const;
const darkGreen = [0, 100, 0] as const;
const white = [255, 255, 255] as const;
const black = [20, 20, 20] as const;

interface Colors {
  ground?: readonly [number, number, number];
  brand?: readonly [number, number, number];
  ink?: readonly [number, number, number];
}

/** A page with a header, a hero and rows of cards. */
function shop({ ground = mintCream, brand = darkGreen, ink = black }: Colors = {}): PaintedPage {
  const page = new PaintedPage(ground).box([0, 0, 1024, 60], brand).text([30, 20, 500, 20], white);
  page.text([40, 80, 940, 80], ink);
  for (let row = 0; row < 3; row++)
    for (let column = 0; column < 3; column++) {
      const [left, top] = [40 + 325 * column, 180 + 195 * row];
      page.box([left, top, 300, 175], white).text([left + 10, top + 10, 280, 110], ink);
      page.box([left + 10, top + 130, 100, 32], brand).text([left + 20, top + 140, 80, 12], white);
    }
  return page;
}

function asked(prompt: string, page: PaintedPage): RehearsalRequest {
  const content = [
    { type: "text" as const, text: prompt },
    { type: "image_url" as const, image_url: { url: page.url() } },
  ];
  return { seed: 1, messages: [{ role: "user", content }] };
}

function gradeOf(page: PaintedPage): number | null {
  const answer = visionReply(asked(prompts.render("screenshot-grade", { instruction }), page));
  const reading = readScreenshotGrade(answer);
  return reading.ok ? reading.value.grade : null;
}

function describe(page: PaintedPage, problems = "nothing") {
  const answer = visionReply(
    asked(prompts.render("screenshot-description", { instruction, problems }), page),
  );
  const reading = readScreenshotDescription(answer);
  if (!reading.ok) throw new Error(reading.problem);
  return reading.value;
}

/** Vite's error overlay: a dark panel, its message in red, a file link in cyan, a stack in grey. */
function overlay(): PaintedPage {
  return new PaintedPage([88, 88, 88])
    .box([110, 30, 800, 738], [24, 24, 24])
    .text([150, 60, 600, 60], [255, 85, 85])
    .text([150, 140, 500, 20], [45, 217, 218])
    .text([150, 200, 700, 500], [216, 216, 216]);
}

const faint = mintCream.map((channel) => channel - 26) as [number, number, number];
const grey = [176, 186, 181] as const;
const cases: [name: string, page: () => PaintedPage, grade: number, isError: boolean, suggestion: RegExp][] =
  [
    ["a full page in the colours asked for", () => shop(), 5, false, /^$/],
    ["a blank page", () => new PaintedPage(mintCream), 0, true, /blank/],
    ["an error overlay", overlay, 0, true, /build error/],
    [
      "one line of text",
      () => new PaintedPage(white).text([10, 10, 120, 20], black),
      1,
      false,
      /nearly empty/,
    ],
    [
      "text in the colour of its ground",
      () => shop({ ink: faint, brand: darkGreen }),
      1,
      false,
      /cannot be read: its contrast/,
    ],
    ["text in grey", () => shop({ ink: grey }), 3, false, /hard to read/],
    ["another background", () => shop({ ground: [255, 200, 200] }), 3, false, /background mint cream/],
    ["other components", () => shop({ brand: [200, 30, 30] }), 4, false, /use dark green for/],
    [
      "no colour that was asked for",
      () => shop({ ground: [255, 200, 200], brand: [200, 30, 30] }),
      2,
      false,
      /mint cream.*dark green/,
    ],
    [
      "plain text on the background",
      () => new PaintedPage(mintCream).text([10, 10, 1000, 740], black),
      3,
      false,
      /Style the page/,
    ],
    [
      "a header and a sentence",
      () => shop().box([0, 150, 1024, 618], mintCream),
      2,
      false,
      /little content.*large areas/,
    ],
  ];
test.each(cases)("%s", (_, page, grade, isError, suggestion) => {
  expect(gradeOf(page())).toBe(grade);
  const description = describe(page());
  expect(description.is_error).toBe(isError);
  expect(description.suggestions).toMatch(suggestion);
  expect(description.screenshot_description).not.toBe("");
});

test("a blank page is explained with what the console said", () => {
  const blank = new PaintedPage(white);
  expect(describe(blank, "- ReferenceError: content is not defined").error_message).toBe(
    "ReferenceError: content is not defined",
  );
  expect(describe(blank).error_message).toMatch(/blank/);
});

test("without an instruction no colour is asked for", () => {
  const page = shop({ ground: [255, 200, 200], brand: [200, 30, 30] });
  const answer = visionReply(asked('Reply with {"analysis": "", "grade": 0}', page));
  expect(JSON.parse(answer)).toMatchObject({ grade: 5 });
});

test("equal requests get equal answers", () => {
  const request = asked(prompts.render("screenshot-grade", { instruction }), shop());
  expect(visionReply(request)).toBe(visionReply(structuredClone(request)));
});

test("an answer after a retry is about the same picture", () => {
  const request = asked(prompts.render("screenshot-grade", { instruction }), shop());
  request.messages.push({ role: "assistant", content: "?" }, { role: "user", content: "Answer again." });
  expect(JSON.parse(visionReply(request))).toMatchObject({ grade: 5 });
});

test("what is no picture is said to be none", () => {
  expect(visionReply({ seed: 1, messages: [{ role: "user", content: "grade" }] })).toMatch(/no screenshot/);
});
