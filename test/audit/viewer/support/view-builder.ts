import type { RunView } from "../../../../stages/audit/views/run-view.ts";
import type { TrajectoryRow } from "../../../../stages/audit/views/trajectory-row.ts";
import type { NodeView, TrajectoryView } from "../../../../stages/audit/views/trajectory-view.ts";
import { buildRow } from "./row-builder.ts";

export function buildRunView(given: Partial<RunView> = {}): RunView {
  return {
    key: "first",
    label: "rehearsal",
    createdAt: "2026-05-04T09:00:00.000Z",
    configHash: "sha256:abc",
    models: { teacher: "teacher-a", vision: "vision-b", feedback: "feedback-c" },
    planned: 10,
    state: "idle",
    filters: [],
    gradings: [],
    datasets: [],
    spend: null,
    problems: [],
    ...given,
  };
}

export function buildTrajectoryView(row: TrajectoryRow = buildRow()): TrajectoryView {
  return {
    row,
    systemPrompt: ref(0),
    guiTest: null,
    nodes: Array.from({ length: row.steps }, (_, step) => buildNodeView(step, row)),
    backtracks: [],
    retries: [],
    chosenPath: Array.from({ length: row.steps }, (_, step) => step),
    verdicts: {},
    datasetRows: [],
    calls: [],
    samples: [],
    damage: [],
  };
}

function buildNodeView(step: number, row: TrajectoryRow): NodeView {
  const score = { judge: null, exchange: null, history: [] };
  return {
    step,
    parent: step === 0 ? null : step - 1,
    kind: "code",
    screenshot: { status: "measured", value: Math.min(5, step + 2), ...score },
    gui: { status: "not-run", value: null, ...score },
    isError: false,
    errorStages: [],
    warnings: [],
    finishReason: "stop",
    reply: ref(1),
    reasoning: null,
    feedback: ref(2),
    siteReport: null,
    screenshotImage: row.hasScreenshot ? ref(100 + step) : null,
    screenshotDescription: ref(3),
    guiTest: null,
    usage: { promptTokens: 1000, completionTokens: 500, cachedTokens: null, reasoningTokens: null },
    timings: {},
    at: row.at,
    fileCount: 4,
    changedFiles: 1,
    costUsd: 0.01,
  };
}

function ref(number: number): string {
  return `sha256:${number.toString(16).padStart(64, "0")}`;
}
