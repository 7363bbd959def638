import type { Rule } from "../rule.ts";

/** How much the most repetitive reply repeats itself; published: 0.4 and more is repetitive. */
export const repetition: Rule<"repetition"> = ({ below }, { chosen }) => {
  const value = chosen?.repetition.share ?? null;
  return {
    outcome: value === null ? "unmeasured" : value < below ? "pass" : "fail",
    value,
    threshold: below,
  };
};
