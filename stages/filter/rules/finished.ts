import type { Rule } from "../rule.ts";

/** The trajectory came to one of the allowed ends, and built a website. */
export const finished: Rule<"finished"> = ({ allow }, { measures: { outcome }, chosen }) => {
  const isAllowed = outcome !== "failed" && allow.includes(outcome);
  return {
    outcome: isAllowed && chosen !== null ? "pass" : "fail",
    value: isAllowed && chosen === null ? "nothing-built" : outcome,
    threshold: allow.join(" or "),
  };
};
