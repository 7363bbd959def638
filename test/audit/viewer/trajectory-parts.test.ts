import { expect, test } from "vitest";
import {
  callsOfStep,
  judgeQuestions,
  sumCalls,
} from "../../../stages/audit/viewer/pages/trajectory/calls-of-step.ts";
import { prettyJson, readExchange } from "../../../stages/audit/viewer/pages/trajectory/read-exchange.ts";
import {
  chosenWord,
  describeStep,
  scoreWords,
} from "../../../stages/audit/viewer/pages/trajectory/step-words.ts";
import type { CallView } from "../../../stages/audit/views/trajectory-view.ts";
import { buildNode, score } from "../../support/node-builder.ts";
import { buildRow } from "./support/row-builder.ts";
import { buildTrajectoryView } from "./support/view-builder.ts";

function call(purpose: string, parts: Partial<CallView> = {}): CallView {
  return {
    ...{
      callId: purpose,
      role: "vision",
      purpose,
      model: "m",
      outcome: "answered",
      error: null,
      exchange: null,
    },
    ...{
      promptTokens: 100,
      cachedTokens: null,
      completionTokens: 10,
      costUsd: null,
      latencyMs: 50,
      replayed: null,
    },
    ...parts,
  };
}

const calls = [
  call("gui-test/teacher"),
  call("step-1/teacher", { cachedTokens: 40, costUsd: 0.5 }),
  call("step-1/screenshot-grade/1"),
  call("step-1/gui-agent/turn-1"),
  call("step-1/screenshot-grade/2", { costUsd: 0.25 }),
  call("step-10/teacher"),
];

test("a step's calls are those whose purpose begins with it", () => {
  expect(callsOfStep(calls, 1).map(({ purpose }) => purpose)).toEqual([
    "step-1/teacher",
    "step-1/screenshot-grade/1",
    "step-1/gui-agent/turn-1",
    "step-1/screenshot-grade/2",
  ]);
  expect(callsOfStep(calls, 2)).toEqual([]);
});

test("judges are listed by what they were asked, retries together, the teacher left out", () => {
  expect(judgeQuestions(calls, 1).map(({ name, calls }) => `${name} ${calls.length}`)).toEqual([
    "screenshot-grade 2",
    "gui-agent 1",
  ]);
});

test("calls add up; without a stated cost there is none", () => {
  expect(sumCalls(callsOfStep(calls, 1))).toEqual({
    ...{ calls: 4, promptTokens: 400, cachedTokens: 40, completionTokens: 40 },
    ...{ costUsd: 0.75, latencyMs: 200 },
  });
  expect(sumCalls([call("x")]).costUsd).toBeNull();
});

const ref = `sha256:${"a".repeat(64)}`;

test("an exchange is read, and what is none is told apart", () => {
  const content = [
    { kind: "text", blob: ref },
    { kind: "png", blob: ref },
    { kind: "script", blob: ref },
    { kind: "text", blob: "sha256:../../etc/passwd" },
  ];
  const kept = {
    request: { parameters: { seed: 1 }, messages: [{ role: "user", content }, null] },
    ...{ response: { id: "r" }, text: ref, reasoning: null },
  };
  expect(readExchange(JSON.stringify(kept))).toEqual({
    parameters: '{\n  "seed": 1\n}',
    messages: [
      {
        role: "user",
        parts: [
          { kind: "text", ref },
          { kind: "png", ref },
        ],
      },
      { role: "undefined", parts: [] },
    ],
    ...{ answer: ref, reasoning: null, response: '{\n  "id": "r"\n}' },
  });
  for (const text of ["<html>502</html>", "null", "[]", '{"request":{"texts":[]}}'])
    expect(readExchange(text)).toBeNull();
});

test.each([
  ['{"grade":4}', '{\n  "grade": 4\n}'],
  ["I like it.", "I like it."],
  ["5", "5"],
])("%s is shown as %j", (text, shown) => {
  expect(prettyJson(text)).toBe(shown);
});

test.each([
  [score(3), "3 of 5"],
  [score(null), "not run"],
  [{ ...score(null), status: "judge-error" as const }, "judge failed"],
  [{ ...score(null), status: "infra-error" as const }, "not measurable"],
])("a score in words: %#", (given, words) => {
  expect(scoreWords(given)).toBe(words);
});

test("a step is described in a line", () => {
  const node = buildNode(2, { screenshot: score(1), isError: true, errorStages: ["install", "judge"] });
  expect(describeStep(node, "chosen")).toBe(
    "Step 2, code: screenshot score 1 of 5, GUI score not run, failed: installation, judge, chosen",
  );
  expect(describeStep({ ...node, errorStages: [] })).toMatch(/failed: error$/);
});

test.each([
  ["finished", "chosen"],
  ["failed", "chosen"],
  ["recording", "latest"],
  ["damaged", "latest"],
] as const)("in a trajectory that is %s, the step it shows is the %s one", (status, word) => {
  const view = buildTrajectoryView(buildRow({ status, chosen: 1 }));
  expect([chosenWord(view, 1), chosenWord(view, 0)]).toEqual([word, null]);
});
