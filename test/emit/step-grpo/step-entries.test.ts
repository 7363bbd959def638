import { expect, it } from "vitest";
import type { TrajectoryNode } from "../../../pipeline/run/trajectory.ts";
import { type StepEntry, stepEntries } from "../../../stages/emit/step-grpo/step-entries.ts";
import { buildTrajectory, type PlannedStep } from "../../support/trajectory-builder.ts";

const validate = '<boltAction type="screenshot_validated"/>';
const wordy = `${validate} ${Array.from({ length: 90 }, (_, at) => `word${String.fromCharCode(97 + (at % 26))}${at}`).join(" ")}`;

/** step, parent entry, screenshot value, GUI value, format */
type Summary = [number, number | null, number | null, number | null, boolean];

it.each<[string, PlannedStep[], Summary[]]>([
  ["a code step is an entry", [{ screenshot: 3 }], [[0, null, 3, null, true]]],
  [
    "a GUI test fills the entry before it and is none itself",
    [{ screenshot: 3 }, { kind: "gui-test", reply: validate, screenshot: 3, gui: 4 }],
    [[0, null, 3, 4, true]],
  ],
  [
    "a second GUI test of the same site replaces the score",
    [
      { screenshot: 3 },
      { kind: "gui-test", reply: validate, gui: 2 },
      { kind: "gui-test", reply: validate, gui: 5 },
    ],
    [[0, null, 3, 5, true]],
  ],
  [
    "a GUI test that was not run leaves the score that is there",
    [
      { screenshot: 3 },
      { kind: "gui-test", reply: validate, gui: 2 },
      { kind: "gui-test", reply: validate, gui: null },
    ],
    [[0, null, 3, 2, true]],
  ],
  [
    "a GUI test after backtracking fills the entry on its own path",
    [
      { screenshot: 4 },
      { screenshot: 1, isError: true },
      { kind: "gui-test", reply: validate, gui: 3, parent: 0 },
    ],
    [
      [0, null, 4, 3, true],
      [1, 0, 1, null, true],
    ],
  ],
  [
    "a good finish is no entry",
    [{ screenshot: 3 }, { kind: "finish", reply: '<boltAction type="finish"/>' }],
    [[0, null, 3, null, true]],
  ],
  [
    "a wordy validate reply is an entry of its own, and its test fills that",
    [{ screenshot: 3 }, { kind: "gui-test", reply: wordy, screenshot: 3, gui: 4 }],
    [
      [0, null, 3, null, true],
      [1, 0, null, 4, false],
    ],
  ],
  [
    "a finish reply with an artifact is an entry of its own",
    [
      { screenshot: 3 },
      { kind: "finish", reply: '<boltArtifact id="x"></boltArtifact> <boltAction type="finish"/>' },
    ],
    [
      [0, null, 3, null, true],
      [1, 0, null, null, false],
    ],
  ],
  [
    "a malformed reply is an entry with bad format",
    [{ kind: "malformed", reply: "Sure, I can do that." }, { screenshot: 2 }],
    [
      [0, null, null, null, false],
      [1, 0, 2, null, true],
    ],
  ],
  ["a GUI test with nothing before it fills nothing", [{ kind: "gui-test", reply: validate, gui: 4 }], []],
  [
    "a new start from the instruction continues nothing",
    [{ screenshot: 1 }, { screenshot: 2, parent: null }],
    [
      [0, null, 1, null, true],
      [1, null, 2, null, true],
    ],
  ],
])("%s", (_, steps, expected) => {
  const { trajectory, blobs } = buildTrajectory({ steps });
  const entries = stepEntries(trajectory.nodes, (node: TrajectoryNode) => blobs.text(node.reply));
  expect(entries.map(summaryOf)).toEqual(expected);
});

function summaryOf({ step, parent, screenshot, gui, formatOk }: StepEntry): Summary {
  return [step, parent, screenshot.value, gui.value, formatOk];
}
