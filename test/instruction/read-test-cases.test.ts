import { expect, test } from "vitest";
import { readTestCases } from "../../pipeline/instruction/read-test-cases.ts";
import { loadTaxonomy } from "../../pipeline/instruction/taxonomy.ts";
import { publishedRows, testOnPublished } from "../support/published-data.ts";

const taxonomy = await loadTaxonomy();

const oneCase = (nth: number) => ({
  task: `Open page ${nth} of the catalogue.`,
  expected_result: "The page shows its products.",
  task_category: { primary_category: "Functional Testing", subcategories: ["Navigation"] },
});
const good = {
  Category: { primary_category: "Data Management", subcategories: ["CRUD Operations"] },
  ui_instruct: [1, 2, 3, 4].map(oneCase),
};
const with0 = (change: object) => ({
  ...good,
  ui_instruct: [{ ...oneCase(1), ...change }, ...good.ui_instruct.slice(1)],
});

test.each([
  ["bare", JSON.stringify(good)],
  ["fenced", `Here they are:\n\`\`\`json\n${JSON.stringify(good, null, 2)}\n\`\`\``],
  ["after reasoning", `<think>{"ui_instruct": []}</think> ${JSON.stringify(good)}`],
  ["in other case", JSON.stringify(good).replaceAll("Functional Testing", "functional-testing")],
  ["with space around", JSON.stringify(good).replaceAll("Open page", " Open page")],
])("%s JSON is read", (_, reply) => {
  expect(readTestCases(reply, taxonomy)).toEqual({ ok: true, value: good });
});

test.each<[string, unknown, string, RegExp]>([
  ["no JSON", "I will test it.", "no-test-cases", /no JSON object/],
  [
    "three cases",
    { ...good, ui_instruct: good.ui_instruct.slice(1) },
    "wrong-test-cases",
    /ui_instruct: must NOT have fewer than 4 items/,
  ],
  [
    "twelve cases",
    { ...good, ui_instruct: Array.from({ length: 12 }, (_, at) => oneCase(at)) },
    "wrong-test-cases",
    /must NOT have more than 11 items/,
  ],
  [
    "an empty task",
    with0({ task: "" }),
    "wrong-test-cases",
    /ui_instruct\.0\.task: must NOT have fewer than 10/,
  ],
  [
    "no result",
    with0({ expected_result: undefined }),
    "wrong-test-cases",
    /ui_instruct\.0: "expected_result" is missing/,
  ],
  [
    "a task twice",
    with0({ task: "open page 3 of the catalogue. " }),
    "wrong-test-cases",
    /ui_instruct\.2\.task: repeats an earlier one/,
  ],
  [
    "an unknown category",
    with0({ task_category: { primary_category: "Looks", subcategories: ["Navigation"] } }),
    "unknown-category",
    /ui_instruct\.0\.task_category\.primary_category: "Looks" is none of Functional Testing,/,
  ],
  [
    "an unknown subcategory",
    { ...good, Category: { primary_category: "Data Management", subcategories: ["Tables"] } },
    "unknown-category",
    /Category\.subcategories: "Tables" is none of/,
  ],
  ["no category", { ui_instruct: good.ui_instruct }, "wrong-test-cases", /"Category" is missing/],
])("%s is refused with the reason", (_, reply, reason, problem) => {
  const reading = readTestCases(typeof reply === "string" ? reply : JSON.stringify(reply), taxonomy);
  expect(reading).toMatchObject({ ok: false, reason, problem: expect.stringMatching(problem) });
});

testOnPublished("The published test cases have this shape, but for one without a subcategory", () => {
  const readings = publishedRows("test").map(({ Category, ui_instruct }) =>
    readTestCases(JSON.stringify({ Category, ui_instruct }), taxonomy),
  );
  const problems = readings.flatMap((reading) => (reading.ok ? [] : [reading.problem]));
  expect(problems).toEqual([
    "ui_instruct.5.task_category.subcategories: must NOT have fewer than 1 items, found []",
  ]);
});
