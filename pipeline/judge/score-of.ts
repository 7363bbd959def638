import type { JudgeAnswer } from "./ask-judge.ts";
import type { Score } from "./score.ts";

/** The score in a judge's answer. Without a usable one it is a judge-error: never 0, and never a grade put in bounds. */
export function scoreOf(answer: JudgeAnswer<{ grade: number }>, promptHash: string): Score {
  const { value, model, exchange, unusable } = answer;
  const history: Score["history"] = unusable.map((exchange) => ({
    status: "judge-error",
    value: null,
    exchange,
  }));
  const judge = { model, promptHash };
  if (value === null) return { status: "judge-error", value: null, judge, exchange, history };
  history.push({ status: "measured", value: value.grade, exchange });
  return { status: "measured", value: value.grade, judge, exchange, history };
}
