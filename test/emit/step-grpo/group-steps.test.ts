import { describe, expect, it } from "vitest";
import { rewardGroup } from "../../../stages/emit/step-grpo/group-steps.ts";
import type { StepEntry } from "../../../stages/emit/step-grpo/step-entries.ts";
import { type PlannedScore, plannedScore } from "../../support/trajectory-builder.ts";

interface PlannedEntry {
  screenshot: PlannedScore;
  gui: PlannedScore;
  formatOk?: boolean;
  /** default: the entry before */
  parent?: number | null;
}

interface Group {
  name: string;
  trajectories: PlannedEntry[][];
  rewards: (number | null)[][];
  advantages: (number | null)[][];
  cumulative: (number | null)[][];
}

/** Worked out apart from the code, in decimal arithmetic of 40 digits. */
const groups: Group[] = [
  {
    name: "one step alone: mean 0, std 1",
    trajectories: [[{ screenshot: 4, gui: 5 }]],
    rewards: [[9]],
    advantages: [[8.999991000009]],
    cumulative: [[8.999991000009]],
  },
  {
    name: "one step alone with reward 0",
    trajectories: [[{ screenshot: 0, gui: null }]],
    rewards: [[0]],
    advantages: [[0]],
    cumulative: [[0]],
  },
  {
    name: "one bad reply alone",
    trajectories: [[{ screenshot: null, gui: null, formatOk: false }]],
    rewards: [[-1]],
    advantages: [[-0.999999000001]],
    cumulative: [[-0.999999000001]],
  },
  {
    name: "two steps of one trajectory",
    trajectories: [
      [
        { screenshot: 2, gui: null },
        { screenshot: 4, gui: 5 },
      ],
    ],
    rewards: [[2, 9]],
    advantages: [[-0.70710663832943, 0.70710663832943]],
    cumulative: [[0, 0.70710663832943]],
  },
  {
    name: "two trajectories of one step",
    trajectories: [[{ screenshot: 1, gui: null }], [{ screenshot: 4, gui: 4 }]],
    rewards: [[1], [8]],
    advantages: [[-0.70710663832943], [0.70710663832943]],
    cumulative: [[-0.70710663832943], [0.70710663832943]],
  },
  {
    name: "all rewards equal",
    trajectories: [
      [
        { screenshot: 3, gui: 4 },
        { screenshot: 3, gui: 4 },
      ],
      [{ screenshot: 3, gui: 4 }],
    ],
    rewards: [[7, 7], [7]],
    advantages: [[0, 0], [0]],
    cumulative: [[0, 0], [0]],
  },
  {
    name: "equal fractional rewards: no rounding noise",
    trajectories: [
      [
        { screenshot: 0.1, gui: null },
        { screenshot: 0.1, gui: null },
        { screenshot: 0.1, gui: null },
      ],
    ],
    rewards: [[0.1, 0.1, 0.1]],
    advantages: [[0, 0, 0]],
    cumulative: [[0, 0, 0]],
  },
  {
    name: "GUI test not run adds 0",
    trajectories: [
      [
        { screenshot: 3, gui: null },
        { screenshot: 3, gui: 3 },
        { screenshot: 5, gui: 4 },
      ],
    ],
    rewards: [[3, 6, 9]],
    advantages: [[-0.99999966666678, 0, 0.99999966666678]],
    cumulative: [[0, 0.99999966666678, 0.99999966666678]],
  },
  {
    name: "site did not run: screenshot adds 0",
    trajectories: [
      [
        { screenshot: null, gui: null },
        { screenshot: 3, gui: null },
        { screenshot: 4, gui: 3 },
      ],
    ],
    rewards: [[0, 3, 7]],
    advantages: [[-0.94915772548231, -0.09491577254823, 1.04407349803054]],
    cumulative: [[0, 0.94915772548231, 1.04407349803054]],
  },
  {
    name: "bad format is -1 whatever the scores",
    trajectories: [
      [
        { screenshot: 5, gui: 5, formatOk: false },
        { screenshot: 4, gui: 4 },
        { screenshot: 2, gui: null },
      ],
    ],
    rewards: [[-1, 8, 2]],
    advantages: [[-0.87287137046782, 1.09108921308478, -0.21821784261696]],
    cumulative: [[0, 0.87287137046782, -0.21821784261696]],
  },
  {
    name: "judge error of the screenshot: unknown, out of the statistics",
    trajectories: [
      [
        { screenshot: "judge-error", gui: null },
        { screenshot: 2, gui: null },
        { screenshot: 4, gui: null },
      ],
    ],
    rewards: [[null, 2, 4]],
    advantages: [[null, -0.7071062811869, 0.7071062811869]],
    cumulative: [[null, 0, 0.7071062811869]],
  },
  {
    name: "infrastructure error of the GUI test: unknown",
    trajectories: [
      [
        { screenshot: 4, gui: "infra-error" },
        { screenshot: 1, gui: null },
        { screenshot: 3, gui: 2 },
      ],
    ],
    rewards: [[null, 1, 5]],
    advantages: [[null, -0.70710653118664, 0.70710653118664]],
    cumulative: [[null, 0, 0.70710653118664]],
  },
  {
    name: "one known reward among unknown ones: mean 0, std 1",
    trajectories: [[{ screenshot: "judge-error", gui: null }], [{ screenshot: 3, gui: 3 }]],
    rewards: [[null], [6]],
    advantages: [[null], [5.999994000006]],
    cumulative: [[null], [5.999994000006]],
  },
  {
    name: "nothing known",
    trajectories: [[{ screenshot: "judge-error", gui: null }], [{ screenshot: 3, gui: "infra-error" }]],
    rewards: [[null], [null]],
    advantages: [[null], [null]],
    cumulative: [[null], [null]],
  },
  {
    name: "bad format is known though its scores are not",
    trajectories: [
      [
        { screenshot: "judge-error", gui: "infra-error", formatOk: false },
        { screenshot: 4, gui: null },
      ],
    ],
    rewards: [[-1, 4]],
    advantages: [[-0.7071065811866, 0.7071065811866]],
    cumulative: [[0, 0.7071065811866]],
  },
  {
    name: "three trajectories of different length",
    trajectories: [
      [
        { screenshot: 1, gui: null },
        { screenshot: 3, gui: null },
        { screenshot: 4, gui: 5 },
      ],
      [
        { screenshot: 2, gui: null },
        { screenshot: 4, gui: 4 },
      ],
      [{ screenshot: 0, gui: null }],
    ],
    rewards: [[1, 3, 9], [2, 8], [0]],
    advantages: [
      [-0.75277245270913, -0.22140366256151, 1.37270270788136],
      [-0.48708805763532, 1.10701831280755],
      [-1.01845684778295],
    ],
    cumulative: [
      [0.39852659261072, 1.15129904531985, 1.37270270788136],
      [0.61993025517223, 1.10701831280755],
      [-1.01845684778295],
    ],
  },
  {
    name: "a left branch does not earn what came after it",
    trajectories: [
      [
        { screenshot: 3, gui: null, parent: null },
        { screenshot: 1, gui: null, parent: 0 },
        { screenshot: 0, gui: null, parent: 1 },
        { screenshot: 5, gui: 5, parent: 0 },
      ],
    ],
    rewards: [[3, 1, 0, 10]],
    advantages: [[-0.11088316605303, -0.55441583026514, -0.77618216237119, 1.44148115868936]],
    cumulative: [[0, -1.33059799263633, -0.77618216237119, 1.44148115868936]],
  },
  {
    name: "a new start from the instruction",
    trajectories: [
      [
        { screenshot: 0, gui: null, parent: null },
        { screenshot: 1, gui: null, parent: 0 },
        { screenshot: 4, gui: 4, parent: null },
      ],
    ],
    rewards: [[0, 1, 8]],
    advantages: [[-0.68824704371698, -0.45883136247799, 1.14707840619497]],
    cumulative: [[-1.14707840619497, -0.45883136247799, 1.14707840619497]],
  },
  {
    name: "an unknown step makes the sums before it unknown",
    trajectories: [
      [
        { screenshot: 2, gui: null },
        { screenshot: "judge-error", gui: null },
        { screenshot: 4, gui: 4 },
      ],
      [{ screenshot: 3, gui: null }],
    ],
    rewards: [[2, null, 8], [3]],
    advantages: [[-0.72586596050492, null, 1.14064650936487], [-0.41478054885995]],
    cumulative: [[null, null, 1.14064650936487], [-0.41478054885995]],
  },
];

describe("rewardGroup", () => {
  it.each(groups)("$name", ({ trajectories, rewards, advantages, cumulative }) => {
    const rewarded = rewardGroup(trajectories.map(entriesOf), "screenshot+gui");
    expectClose(
      rewarded.map((steps) => steps.map(({ reward }) => reward)),
      rewards,
    );
    expectClose(
      rewarded.map((steps) => steps.map(({ advantage }) => advantage)),
      advantages,
    );
    expectClose(
      rewarded.map((steps) => steps.map(({ cumulativeAdvantage }) => cumulativeAdvantage)),
      cumulative,
    );
  });

  it.each<[Parameters<typeof rewardGroup>[1], (number | null)[]]>([
    ["screenshot+gui", [3, null, 9, -1, null]],
    ["screenshot", [3, 4, 5, -1, null]],
    ["gui", [0, null, 4, -1, 3]],
    ["naive", [9, 9, 9, -1, 9]],
  ])("rewards by the ablation %s", (kind, expected) => {
    const entries = entriesOf([
      { screenshot: 3, gui: null },
      { screenshot: 4, gui: "judge-error" },
      { screenshot: 5, gui: 4 },
      { screenshot: 5, gui: 5, formatOk: false },
      { screenshot: "infra-error", gui: 3 },
    ]);
    expect(
      rewardGroup([entries], kind)
        .flat()
        .map(({ reward }) => reward),
    ).toEqual(expected);
  });

  it("knows no naive reward of a trajectory of which no step is known", () => {
    const entries = entriesOf([
      { screenshot: "judge-error", gui: 3 },
      { screenshot: 5, gui: 5, formatOk: false },
    ]);
    expect(
      rewardGroup([entries], "naive")
        .flat()
        .map(({ reward }) => reward),
    ).toEqual([null, -1]);
  });
});

function entriesOf(planned: readonly PlannedEntry[]): StepEntry[] {
  return planned.map(({ screenshot, gui, formatOk = true, parent }, at) => ({
    step: at,
    parent: parent === undefined ? (at === 0 ? null : at - 1) : parent,
    screenshot: plannedScore(screenshot),
    gui: plannedScore(gui),
    formatOk,
  }));
}

function expectClose(found: (number | null)[][], expected: (number | null)[][]): void {
  expect(found.map((values) => values.length)).toEqual(expected.map((values) => values.length));
  for (const [row, values] of expected.entries()) {
    for (const [at, value] of values.entries()) {
      const actual = found[row]?.[at];
      if (value === null || actual === null || actual === undefined) expect(actual).toBe(value);
      else expect(Math.abs(actual - value), `${actual} is not ${value}`).toBeLessThanOrEqual(1e-12);
    }
  }
}
