import { expect, it } from "vitest";
import { measureTrajectory } from "../../pipeline/index/measure-trajectory.ts";
import { conversationTokens } from "../../pipeline/measure/token-count.ts";
import { sftConversation } from "../../pipeline/recipe/sft-conversation.ts";
import { estimatedTokens } from "../../stages/filter/evidence.ts";
import { buildTrajectory, type PlannedStep, type PlannedTrajectory } from "../support/trajectory-builder.ts";

/** A text of so many tokens: each " go" is one, and so is the first. */
const go = (tokens: number): string => Array.from({ length: tokens }, () => "go").join(" ");

/** A step whose reply and feedback have so many tokens. */
const step = (reply: number, feedback: number, parts: PlannedStep = {}): PlannedStep => ({
  reply: go(reply),
  feedback: go(feedback),
  ...parts,
});
const finish = (reply: number, parts: PlannedStep = {}): PlannedStep => ({
  kind: "finish",
  reply: go(reply),
  ...parts,
});

/** Tokens of an empty conversation of so many messages: 5 marks each. */
const marks = (messages: number): number => 5 * messages;

/** System prompt and instruction have 3 and 2 tokens. Counted by hand: without and with the finish reply. */
const cases: [string, PlannedStep[], number, [without: number, withFinish: number]][] = [
  ["one step", [step(7, 9)], 0, [3 + 2 + 7 + marks(3), 3 + 2 + 7 + marks(3)]],
  ["an empty reply", [step(0, 9)], 0, [5 + marks(3), 5 + marks(3)]],
  ["the chosen step's feedback is not said", [step(1, 900)], 0, [6 + marks(3), 6 + marks(3)]],
  ["two steps", [step(7, 9), step(1, 1)], 1, [5 + 7 + 9 + 1 + marks(5), 22 + marks(5)]],
  ["the first of two", [step(7, 9), step(1, 1)], 0, [12 + marks(3), 12 + marks(3)]],
  ["three steps", [step(1, 2), step(3, 4), step(5, 6)], 2, [5 + 1 + 2 + 3 + 4 + 5 + marks(7), 20 + marks(7)]],
  ["finished", [step(7, 9), finish(4)], 0, [12 + marks(3), 12 + 9 + 4 + marks(5)]],
  ["finished with an empty reply", [step(7, 9), finish(0)], 0, [12 + marks(3), 21 + marks(5)]],
  [
    "finished after a GUI test",
    [step(7, 9), step(1, 6, { kind: "gui-test" }), finish(4)],
    1,
    [22 + marks(5), 32 + marks(7)],
  ],
  ["the finish follows another step", [step(7, 9), step(1, 1), finish(4)], 0, [12 + marks(3), 12 + marks(3)]],
  [
    "a branch that was left",
    [step(7, 9), step(90, 90), step(2, 1, { parent: 0 })],
    2,
    [5 + 7 + 9 + 2 + marks(5), 23 + marks(5)],
  ],
  ["a start that was left", [step(90, 90), step(2, 1, { parent: null })], 1, [7 + marks(3), 7 + marks(3)]],
  [
    "a finish on a branch that was left",
    [step(7, 9), finish(50), step(2, 1, { parent: 0 })],
    2,
    [23 + marks(5), 23 + marks(5)],
  ],
  [
    "a malformed reply on the path",
    [step(3, 8, { kind: "malformed" }), step(7, 9)],
    1,
    [23 + marks(5), 23 + marks(5)],
  ],
  [
    "an error step on the path",
    [step(3, 8, { isError: true }), step(7, 9)],
    1,
    [23 + marks(5), 23 + marks(5)],
  ],
  ["a cut reply", [step(3, 8, { finishReason: "length" })], 0, [8 + marks(3), 8 + marks(3)]],
  [
    "a long conversation",
    Array.from({ length: 20 }, () => step(10, 10)),
    19,
    [5 + 200 + 190 + marks(41), 395 + marks(41)],
  ],
  [
    "another finish than the first",
    [step(1, 1), finish(2), finish(9, { parent: 0 })],
    0,
    [6 + marks(3), 9 + marks(5)],
  ],
];

it.each(
  cases.flatMap(([name, steps, chosen, [without, withFinish]]) => [
    { name, steps, chosen, includeFinish: false, expected: without },
    { name: `${name}, with the finish`, steps, chosen, includeFinish: true, expected: withFinish },
  ]),
)("$name", ({ steps, chosen, includeFinish, expected }) => {
  const plan: PlannedTrajectory = { systemPrompt: go(3), instruction: go(2), steps, chosen };
  const { trajectory, blobs } = buildTrajectory(plan);
  if (trajectory.sealed === null) throw new Error("not sealed");
  const shape = { maskErrorSteps: false, includeFinish };
  const measured = measureTrajectory(trajectory, trajectory.sealed, blobs);
  expect(estimatedTokens(measured.chosen, shape)).toBe(expected);
  // what the dataset will state of its row
  const conversation = sftConversation(trajectory, blobs, shape);
  expect(conversationTokens(conversation?.messages ?? [])).toBe(expected);
});
