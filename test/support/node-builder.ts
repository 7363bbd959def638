import { notRun, type Score } from "../../pipeline/judge/score.ts";
import type { TrajectoryNode } from "../../pipeline/run/trajectory.ts";

const blob = `sha256:${"0".repeat(64)}`;

/** A measured score, or one that was not run. */
export function score(value: number | null): Score {
  return value === null
    ? notRun
    : {
        status: "measured",
        value,
        judge: { model: "judge", promptHash: "0".repeat(64) },
        exchange: null,
        history: [],
      };
}

/** A node of which a test names only what it is about. */
export function buildNode(step: number, parts: Partial<TrajectoryNode> = {}): TrajectoryNode {
  return {
    step,
    parent: step === 0 ? null : step - 1,
    kind: "code",
    screenshot: notRun,
    gui: notRun,
    isError: false,
    errorStages: [],
    warnings: [],
    finishReason: "stop",
    reply: blob,
    reasoning: null,
    feedback: blob,
    files: blob,
    siteReport: null,
    screenshotImage: null,
    screenshotDescription: null,
    guiTest: null,
    usage: { promptTokens: 0, completionTokens: 0, cachedTokens: null, reasoningTokens: null },
    timings: {},
    ...parts,
  };
}
