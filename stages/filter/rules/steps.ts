import type { Rule } from "../rule.ts";

/** Assistant replies up to the chosen step. */
export const steps: Rule<"steps"> = ({ min = 1, max }, { chosen }) => {
  const threshold = max === undefined ? `${min} or more` : `${min} to ${max}`;
  if (chosen === null) return { outcome: "unmeasured", value: null, threshold };
  const value = chosen.path.length;
  return { outcome: value >= min && value <= (max ?? value) ? "pass" : "fail", value, threshold };
};
