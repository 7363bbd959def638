import { expect, it } from "vitest";
import { estimate } from "../../../pipeline/measure/tokenizer.ts";
import { preferencePairs } from "../../../stages/emit/step-grpo/preference-pairs.ts";
import { rewardRun } from "../../../stages/emit/step-grpo/reward-run.ts";
import { trajectoryFacts } from "../../../stages/emit/trajectory-facts.ts";
import { buildTrajectory, type PlannedTrajectory } from "../../support/trajectory-builder.ts";

const scores = (...screenshots: (number | "judge-error")[]): PlannedTrajectory["steps"] =>
  screenshots.map((screenshot) => ({ screenshot, parent: null }));

it.each<[string, PlannedTrajectory[], number, string[]]>([
  ["one reply alone", [{ steps: scores(4) }], 1, []],
  [
    "starts of one trajectory",
    [{ steps: scores(2, 5, 4) }],
    1,
    ["i-1.0/1>i-1.0/0 3", "i-1.0/1>i-1.0/2 1", "i-1.0/2>i-1.0/0 2"],
  ],
  ["only pairs that differ enough", [{ steps: scores(2, 5, 4) }], 2.5, ["i-1.0/1>i-1.0/0 3"]],
  ["equal rewards", [{ steps: scores(4, 4) }], 0.1, []],
  ["a reward that is not known", [{ steps: scores(4, "judge-error") }], 1, []],
  [
    "steps that continue the same one, and no others",
    [
      {
        steps: [
          { screenshot: 1 },
          { screenshot: 2 },
          { screenshot: 5, parent: 0 },
          { screenshot: 0, parent: 1 },
        ],
      },
    ],
    1,
    ["i-1.0/2>i-1.0/1 3"],
  ],
  [
    "a bad reply against a good one",
    [
      {
        steps: [
          { screenshot: 3, parent: null },
          { kind: "malformed", parent: null },
        ],
      },
    ],
    1,
    ["i-1.0/0>i-1.0/1 4"],
  ],
  [
    "first replies of the samples of an instruction",
    [{ steps: scores(1) }, { sample: 1, steps: scores(5) }],
    1,
    ["i-1.1/0>i-1.0/0 4"],
  ],
  [
    "no samples that were asked otherwise",
    [{ steps: scores(1) }, { sample: 1, systemPrompt: "Else.", steps: scores(5) }],
    1,
    [],
  ],
  ["no other instructions", [{ steps: scores(1) }, { instructionId: "i-2", steps: scores(5) }], 1, []],
  [
    "no trajectory that is not trained on",
    [{ steps: scores(1) }, { sample: 1, steps: [{ screenshot: 5, finishReason: "length" }] }],
    1,
    [],
  ],
])("pairs %s", (_, plans, minMargin, expected) => {
  const facts = plans.map((plan) => {
    const { trajectory, blobs } = buildTrajectory(plan);
    return trajectoryFacts(trajectory, blobs, estimate);
  });
  const pairs = preferencePairs(facts, rewardRun(facts, "screenshot+gui"), minMargin);
  expect(
    pairs.map(
      ({ chosen, rejected, margin }) =>
        `${chosen.trajectoryId}/${chosen.step}>${rejected.trajectoryId}/${rejected.step} ${margin}`,
    ),
  ).toEqual(expected);
});
