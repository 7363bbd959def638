import { expect, test } from "vitest";
import { formatTranscript } from "../../../../pipeline/judge/gui/transcript-text.ts";
import { readTestInstruction } from "../../../../pipeline/judge/read-test-instruction.ts";
import { feedbackReply } from "../../../../pipeline/model/rehearsal/feedback/feedback-reply.ts";
import { loadPromptSet } from "../../../../pipeline/prompts/prompt-set.ts";

const prompts = await loadPromptSet("default");

function ask(prompt: string): string {
  return feedbackReply({ seed: 1, messages: [{ role: "user", content: prompt }] });
}

const instruction =
  "Please implement a website for a library. The website should have functionalities for book search, loan management, and reading groups. Use ivory for the background and sienna for components.";
const ownPrompt = `Write a boltAction of the type gui_agent_test.\n\n${instruction}\n\nKeep it short.`;
test.each([prompts.render("gui-test-instruction", { instruction }), ownPrompt])(
  "the test of a site names its features and colours: %#",
  (prompt) => {
    const reading = readTestInstruction(ask(prompt));
    const text = reading.ok ? reading.value : reading.problem;
    for (const named of ["Book search", "Loan management", "Reading groups", "ivory and sienna"])
      expect(text).toContain(named);
  },
);

test("any instruction gets a test", () => {
  for (const instruction of ["", "做一个网站", 'Build "{{a}}" & <b>', "x".repeat(20_000)])
    expect(readTestInstruction(ask(prompts.render("gui-test-instruction", { instruction })))).toMatchObject({
      ok: true,
    });
});

type Turn = [thought: string, action: string | null, result: string];

function grade(turns: Turn[], answer: string | null): unknown {
  const transcript = formatTranscript({
    turns: turns.map(([thought, action, result], index) => ({
      turn: index + 1,
      url: "http://localhost/",
      title: "Library",
      elements: [{ index: 1, tag: "button", text: "Borrow" }],
      truncated: false,
      image: null,
      reply: "?",
      thought,
      action,
      result,
      ok: true,
      exchange: null,
    })),
    answer,
    verdict: "none",
    endedBy: "answer",
  });
  return JSON.parse(ask(prompts.render("gui-test-grade", { test: "Press Borrow.", transcript })));
}

const done = 'Clicked [1] "Borrow".';
const grades: [name: string, turns: Turn[], answer: string | null, expected: object][] = [
  [
    "all worked",
    [
      ["I press it.", "Click [1]", done],
      ['Pressing "Borrow" worked. I have seen enough.', "ANSWER; [YES.]", "The test has ended."],
    ],
    "YES.",
    { test_passed: true, improvement_suggestions: "", grade: 5 },
  ],
  [
    "one is dead",
    [
      ['Searching with "Search" worked. I press it.', "Click [1]", done],
      ['Pressing "Borrow" did nothing. I have seen enough.', "ANSWER; [NO.]", "The test has ended."],
    ],
    "NO.",
    {
      test_passed: false,
      improvement_suggestions: 'Pressing "Borrow" did nothing: connect this control to what it is there for.',
      grade: 3,
    },
  ],
  [
    "most is dead",
    [
      ['Searching with "Search" worked. On.', "Click [1]", done],
      ['Pressing "A" did nothing. On.', "Click [1]", done],
      ['Pressing "B" did nothing. On.', "ANSWER; [NO.]", "The test has ended."],
    ],
    "NO.",
    { test_passed: false, grade: 2 },
  ],
  [
    "nothing worked",
    [['Pressing "Borrow" did nothing. On.', "ANSWER; [NO.]", "The test has ended."]],
    "NO.",
    { test_passed: false, grade: 1 },
  ],
  [
    "another tester, who takes no notes, is content",
    [["I see it.", "Click [1]", done]],
    "YES, it is all there.",
    { test_passed: true, improvement_suggestions: "", grade: 4 },
  ],
  [
    "another tester is not",
    [["I see it.", "Click [1]", done]],
    "NO, the list of loans\nstays empty.",
    { test_passed: false, improvement_suggestions: "the list of loans\nstays empty.", grade: 3 },
  ],
  [
    "another tester could do nothing",
    [["I see it.", "Click [1]", "The element is covered by <div>."]],
    "perhaps",
    { test_passed: false, grade: 1 },
  ],
  [
    "a tester without a word",
    [["", null, 'The reply holds no line that begins with "Action:".']],
    null,
    { grade: 1 },
  ],
];
test.each(grades)("%s", (_, turns, answer, expected) => {
  expect(grade(turns, answer)).toMatchObject(expected);
});
