import type { CallView } from "../../../views/trajectory-view.ts";

/** The calls that a step made, its judges' included: their purposes begin with `step-3/`. */
export function callsOfStep(calls: readonly CallView[], step: number): CallView[] {
  return calls.filter(({ purpose }) => purpose.startsWith(`step-${step}/`));
}

/** What a judge was asked, once or again until its answer could be used. */
export interface JudgeQuestionView {
  /** `screenshot-grade`, `gui-agent`. */
  name: string;
  calls: CallView[];
}

/** A step's calls to judges by what they were asked, in the order of asking; the teacher is no judge. */
export function judgeQuestions(calls: readonly CallView[], step: number): JudgeQuestionView[] {
  const questions = new Map<string, CallView[]>();
  for (const call of callsOfStep(calls, step)) {
    const name = call.purpose.split("/")[1] ?? "";
    if (name === "teacher") continue;
    questions.set(name, [...(questions.get(name) ?? []), call]);
  }
  return Array.from(questions, ([name, asked]) => ({ name, calls: asked }));
}

export interface CallSums {
  calls: number;
  promptTokens: number;
  cachedTokens: number;
  completionTokens: number;
  /** null: no call states a cost. */
  costUsd: number | null;
  latencyMs: number;
}

/** What calls add up to. A cost that is not stated is left out, and null when none is. */
export function sumCalls(calls: readonly CallView[]): CallSums {
  const sums: CallSums = {
    calls: calls.length,
    promptTokens: 0,
    cachedTokens: 0,
    completionTokens: 0,
    costUsd: null,
    latencyMs: 0,
  };
  for (const call of calls) {
    sums.promptTokens += call.promptTokens;
    sums.cachedTokens += call.cachedTokens ?? 0;
    sums.completionTokens += call.completionTokens;
    sums.latencyMs += call.latencyMs;
    if (call.costUsd !== null) sums.costUsd = (sums.costUsd ?? 0) + call.costUsd;
  }
  return sums;
}
