import { expect, test } from "vitest";
import { readGuiTestGrade } from "../../pipeline/judge/read-gui-test-grade.ts";
import { readScreenshotDescription } from "../../pipeline/judge/read-screenshot-description.ts";
import { readTestInstruction } from "../../pipeline/judge/read-test-instruction.ts";

const seen = { is_error: false, error_message: "", screenshot_description: "A shop.", suggestions: "" };

const descriptions: [answer: string, expected: object | RegExp][] = [
  [JSON.stringify(seen), seen],
  [`\`\`\`json\n${JSON.stringify(seen, null, 2)}\n\`\`\``, seen],
  ['{"is_error": "false", "error_message": null, "screenshot_description": "A shop."}', seen],
  [
    '{"is_error": "Yes", "error_message": "x is not defined", "screenshot_description": "An overlay.", "suggestions": ["Define x.", "Start again."]}',
    {
      is_error: true,
      error_message: "x is not defined",
      screenshot_description: "An overlay.",
      suggestions: "Define x.\nStart again.",
    },
  ],
  ["{'is_error': False}", /holds no JSON object/],
  ["A nice page.", /holds no JSON object/],
  ['{"screenshot_description": "A shop."}', /"is_error" is missing|is_error: must be boolean/],
  [
    '{"is_error": "perhaps", "screenshot_description": "A shop."}',
    /is_error: must be boolean, found "perhaps"/,
  ],
  [
    '{"is_error": false, "screenshot_description": {"top": "header"}}',
    /screenshot_description: must be string/,
  ],
];
test.each(descriptions)("description %j", (answer, expected) => {
  expect(readScreenshotDescription(answer)).toEqual(
    expected instanceof RegExp
      ? { ok: false, problem: expect.stringMatching(expected) }
      : { ok: true, value: expected },
  );
});

const guiGrades: [answer: string, expected: object | RegExp][] = [
  [
    '{"test_passed": true, "improvement_suggestions": "", "grade": 5}',
    { test_passed: true, improvement_suggestions: "", grade: 5 },
  ],
  [
    'The test went badly.\n```json\n{"test_passed": "no", "improvement_suggestions": ["Mend \\"Save\\"."], "grade": "2"}\n```',
    { test_passed: false, improvement_suggestions: 'Mend "Save".', grade: 2 },
  ],
  ['{"test_passed": true, "grade": 4}', { test_passed: true, improvement_suggestions: "", grade: 4 }],
  ['{"test_passed": true, "grade": 0}', /grade: must be >= 1, found 0/],
  ['{"test_passed": true, "grade": 6}', /grade: must be <= 5, found 6/],
  ['{"test_passed": "partly", "grade": 3}', /test_passed: must be boolean/],
  ['{"grade": 3}', /"test_passed" is missing|test_passed: must be boolean/],
  ['{"test_passed": true}', /holds no JSON object with "grade"/],
  ["YES", /holds no JSON object with "grade"/],
];
test.each(guiGrades)("GUI grade %j", (answer, expected) => {
  expect(readGuiTestGrade(answer)).toEqual(
    expected instanceof RegExp
      ? { ok: false, problem: expect.stringMatching(expected) }
      : { ok: true, value: expected },
  );
});

const instructions: [answer: string, expected: string | RegExp][] = [
  ['<boltAction type="gui_agent_test">Press "Save".</boltAction>', 'Press "Save".'],
  ["<boltAction type='gui_agent_test'>\nPress it.\n</boltAction>", "Press it."],
  ['Sure!\n```html\n<boltAction type="gui_agent_test">\nPress it.\n</boltAction>\n```', "Press it."],
  ['<boltAction type="gui_agent_test">\n```\nPress it.\n```\n</boltAction>', "Press it."],
  ['<boltAction type="gui_agent_test">1. Press it.\n2. Look.', "1. Press it.\n2. Look."],
  [
    '<boltArtifact id="t"><boltAction id="1" type="gui_agent_test">Press it.</boltAction></boltArtifact>',
    "Press it.",
  ],
  ["<think>Which one? <boltAction type='gui_agent_test'>no</boltAction></think>Press it.", "Press it."],
  ["1. Press the button.", "1. Press the button."],
  ['<boltAction type="gui_agent_test"></boltAction>', /no test instruction/],
  ['<boltAction type="finish"/>', /no boltAction of the type/],
  ["```\n```", /no test instruction/],
];
test.each(instructions)("test instruction %j", (answer, expected) => {
  expect(readTestInstruction(answer)).toEqual(
    expected instanceof RegExp
      ? { ok: false, problem: expect.stringMatching(expected) }
      : { ok: true, value: expected },
  );
});
