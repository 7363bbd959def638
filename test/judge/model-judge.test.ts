import { expect, test } from "vitest";
import { ItemError, StopError } from "../../pipeline/errors.ts";
import type { JudgeContext } from "../../pipeline/judge/judge.ts";
import { createJudge } from "../../pipeline/judge/model-judge.ts";
import { textOfMessage } from "../support/message-text.ts";
import { exchangeOf, type PlannedAnswer, type PlannedModel, planModel } from "../support/planned-model.ts";
import { plainPrompts } from "../support/scripted-agent.ts";

const png = new Uint8Array([1, 2, 3]);
const noProblems = { consoleErrors: [], exceptions: [], failedRequests: [], dialogs: [] };
const described = JSON.stringify({
  is_error: false,
  error_message: "",
  screenshot_description: "A shop.",
  suggestions: "More colour.",
});
const graded = '{"analysis": "Clean.", "grade": 4}';

function contextOf(model: PlannedModel, purpose = "step-3"): JudgeContext {
  return {
    model,
    purpose,
    instruction: "Build a shop.",
    keep: () => exchangeOf("kept"),
    signal: new AbortController().signal,
  };
}

function judge(options: { gradeWithoutInstruction?: boolean } = {}) {
  return createJudge({ prompts: plainPrompts, guiMaxTurns: 3, maxAsks: 3, ...options });
}

function planScreenshot(grades: PlannedAnswer[], descriptions: PlannedAnswer[] = [described]): PlannedModel {
  const named = (name: string, answers: PlannedAnswer[]): [string, PlannedAnswer][] =>
    answers.map((answer, index) => [`step-3/${name}/${index + 1}`, answer]);
  return planModel(
    Object.fromEntries([
      ...named("screenshot-description", descriptions),
      ...named("screenshot-grade", grades),
    ]),
  );
}

test("a screenshot is described and graded, each with the picture and the instruction", async () => {
  const model = planScreenshot([graded]);
  const { description, score } = await judge().assessScreenshot(
    png,
    { ...noProblems, exceptions: ["x is not defined"] },
    contextOf(model),
  );
  expect(description).toMatchObject({ screenshot_description: "A shop.", suggestions: "More colour." });
  const exchange = exchangeOf("step-3/screenshot-grade/1");
  expect(score).toEqual({
    status: "measured",
    value: 4,
    judge: { model: "judge-model", promptHash: plainPrompts.hashes["screenshot-grade"] },
    exchange,
    history: [{ status: "measured", value: 4, exchange }],
  });
  const [first, second] = model.requests;
  expect(textOfMessage(first?.messages[0])).toBe(
    "<screenshot-description>Build a shop.|- x is not defined</screenshot-description>",
  );
  expect(textOfMessage(second?.messages[0])).toBe("<screenshot-grade>Build a shop.</screenshot-grade>");
  for (const request of model.requests) {
    expect(request.role).toBe("vision");
    expect(request.messages[0]?.content).toContainEqual({ kind: "png", bytes: png });
  }
});

test("the instruction is not shown where the published system does not show it", async () => {
  const model = planScreenshot([graded]);
  await judge({ gradeWithoutInstruction: true }).assessScreenshot(png, noProblems, contextOf(model));
  for (const request of model.requests)
    expect(textOfMessage(request.messages[0])).not.toContain("Build a shop.");
});

test("description and grade are asked at the same time", async () => {
  const model = planScreenshot([graded]);
  let release = (): void => undefined;
  const bothAsked = new Promise<void>((resolve) => {
    release = resolve;
  });
  const waiting: JudgeContext = {
    ...contextOf(model),
    model: {
      async ask(request) {
        if (model.requests.push(request) === 2) release();
        await bothAsked;
        model.requests.pop();
        return await model.ask(request);
      },
    },
  };
  await expect(judge().assessScreenshot(png, noProblems, waiting)).resolves.toMatchObject({
    score: { value: 4 },
  });
});

const garbage: [name: string, answer: PlannedAnswer, problem: string][] = [
  ["prose", "A very nice page, I like it.", 'it gives no clear "grade" from 0 to 5.'],
  ["eleven", '{"analysis": "", "grade": 11}', "grade: must be <= 5, found 11."],
  ["NaN", '{"analysis": "", "grade": NaN}', 'it gives no clear "grade" from 0 to 5.'],
  ["nothing", "", "it was empty."],
  ["a refusal", "I cannot assist with that.", 'it gives no clear "grade" from 0 to 5.'],
  ["a cut answer", { text: graded, finishReason: "length" }, "it was cut at the token limit."],
  [
    "a filtered one",
    { text: graded, finishReason: "content-filter" },
    "it was withheld by a content filter.",
  ],
  ["2 MB", graded.repeat(60_000), "it has more than 50000 characters."],
];
test.each(garbage)("%s is asked again, told what was wrong, then measured", async (_, answer, problem) => {
  const model = planScreenshot([answer, graded]);
  const { score } = await judge().assessScreenshot(png, noProblems, contextOf(model));
  expect(score).toMatchObject({
    status: "measured",
    value: 4,
    exchange: exchangeOf("step-3/screenshot-grade/2"),
    history: [
      { status: "judge-error", value: null, exchange: exchangeOf("step-3/screenshot-grade/1") },
      { status: "measured", value: 4, exchange: exchangeOf("step-3/screenshot-grade/2") },
    ],
  });
  const again = model.requests.find(({ purpose }) => purpose === "step-3/screenshot-grade/2");
  expect(again?.messages.map(({ role }) => role)).toEqual(["user", "assistant", "user"]);
  expect(textOfMessage(again?.messages[1])).not.toBe("");
  expect(textOfMessage(again?.messages[2])).toBe(`<judge-retry>${problem}</judge-retry>`);
});

test.each(garbage)("%s three times is a judge-error: not 0, not clamped", async (_, answer) => {
  const model = planScreenshot([answer, answer, answer]);
  const { score, description } = await judge().assessScreenshot(png, noProblems, contextOf(model));
  expect(score).toMatchObject({ status: "judge-error", value: null, judge: { model: "judge-model" } });
  expect(score.history).toHaveLength(3);
  expect(description).not.toBeNull();
  expect(model.unasked()).toEqual([]);
});

test("a description that is never usable is null and leaves the grade alone", async () => {
  const model = planScreenshot([graded], ["no", "{}", '{"screenshot_description": 3}']);
  const { description, score } = await judge().assessScreenshot(png, noProblems, contextOf(model));
  expect(description).toBeNull();
  expect(score.value).toBe(4);
});

test("a stop of the run is not taken for a bad answer", async () => {
  const stop = new StopError("the budget is spent");
  const model = planScreenshot([stop], [stop]);
  await expect(judge().assessScreenshot(png, noProblems, contextOf(model))).rejects.toBe(stop);
});

test("the test instruction is taken out of its action, and the note appended", async () => {
  const model = planModel({
    "gui-test/gui-test-instruction/1": '<boltAction type="finish"/>',
    "gui-test/gui-test-instruction/2":
      "Here it is:\n<boltAction type='gui_agent_test'>\nPress Save.\n</boltAction>",
  });
  const text = await judge().writeGuiTest(contextOf(model, "gui-test"));
  expect(text).toBe("Press Save.\n\n<gui-test-note></gui-test-note>");
  expect(model.requests.map(({ role }) => role)).toEqual(["feedback", "feedback"]);
});

test("without a test instruction the item fails with the reason", async () => {
  const model = planModel({
    "gui-test/gui-test-instruction/1": "",
    "gui-test/gui-test-instruction/2": "",
    "gui-test/gui-test-instruction/3": "",
  });
  const failure = judge().writeGuiTest(contextOf(model, "gui-test"));
  await expect(failure).rejects.toThrow(ItemError);
  await expect(failure).rejects.toThrow(/no usable test instruction in 3 answers/);
});
