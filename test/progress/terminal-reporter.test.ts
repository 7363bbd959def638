import { PassThrough } from "node:stream";
import { stripVTControlCharacters } from "node:util";
import { expect, test } from "vitest";
import type { ProgressEvent } from "../../pipeline/progress/progress-event.ts";
import { initialRunState, updateRunState } from "../../pipeline/progress/run-state.ts";
import { createTerminalReporter } from "../../pipeline/progress/terminal-reporter.ts";
import { buildNode, score } from "../support/node-builder.ts";

const id = "syn-1.0.abcd";
const events: ProgressEvent[] = [
  { kind: "stage-started", stage: "record", detail: "2 instructions" },
  { kind: "plan", trajectories: 2 },
  { kind: "trajectory-found-sealed", trajectoryId: "old.0.1234" },
  { kind: "trajectory-started", trajectoryId: id, resumedAtStep: 0 },
  { kind: "call-ended", role: "teacher", tokens: 1200, costUsd: 0.5, outcome: "answered" },
  { kind: "call-ended", role: "vision", tokens: 100, costUsd: null, outcome: "answered" },
  {
    kind: "trajectory-event",
    trajectoryId: id,
    event: { event: "step-committed", node: buildNode(0, { screenshot: score(4) }) },
  },
  {
    kind: "trajectory-event",
    trajectoryId: id,
    event: { event: "trajectory-sealed", outcome: "finished", chosen: 0, reason: null },
  },
];

test("the figures of a run follow from its events", () => {
  const state = initialRunState();
  for (const event of events) updateRunState(state, event);
  expect(state).toEqual({
    planned: 2,
    sealed: 2,
    sealedBefore: 1,
    failed: 0,
    steps: 1,
    calls: 2,
    tokens: 1300,
    costUsd: 0.5,
    unpricedCalls: 1,
    running: new Map(),
    transfer: null,
  });
});

function shown(isTTY: boolean, told: readonly ProgressEvent[] = events): string {
  const stream = Object.assign(new PassThrough(), { isTTY, columns: 100, rows: 40 });
  let now = 0;
  using report = createTerminalReporter({
    stream: stream as unknown as NodeJS.WriteStream,
    now: () => (now += 1000),
  });
  for (const event of told) report(event);
  return String(stream.read());
}

test("without a terminal there are plain lines and no control characters", () => {
  const text = shown(false);
  expect(stripVTControlCharacters(text)).toBe(text);
  expect(text).toContain(`${id}  step 0 code, screenshot 4, GUI -`);
  expect(text).not.toContain("sealed, ");
});

test("on a terminal a live view stands under the lines", () => {
  expect(shown(true)).toMatch(/1\/2 sealed, 0 steps, 1 calls, 1200 tokens, \$0\.5000, \d+ s gone/);
});

test("on a terminal a transfer shows its size, its rate and the time left", () => {
  const transfer = { kind: "transfer", doing: "sending", bytes: 10_000_000 } as const;
  const told = [0, 2_000_000, 4_000_000].map((doneBytes) => ({ ...transfer, doneBytes }));
  expect(shown(true, told)).toMatch(/sending 4\.0 MB of 10 MB, \d.* [kM]B\/s, about \d+ s left/);
  expect(shown(false, told)).not.toContain("sending");
});
