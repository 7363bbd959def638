import type { RuleSettings } from "../../../pipeline/recipe/recipe.ts";
import type { Rule, RuleSubject } from "../rule.ts";

type Limit = RuleSettings["spend-limited"]["allow"][number];

/** No limit but the allowed ones cut the trajectory short: steps, tokens of a reply, turns of the GUI test. */
export const spendLimited: Rule<"spend-limited"> = ({ allow }, subject) => {
  const limits = limitsMet(subject);
  return {
    outcome: limits.every((limit) => allow.includes(limit)) ? "pass" : "fail",
    value: limits.join(", ") || "none",
    threshold: allow.join(" or ") || "none",
  };
};

function limitsMet({ measures, chosen }: RuleSubject): Limit[] {
  const limits: [Limit, boolean][] = [
    ["step-limit", measures.outcome === "step-limit"],
    ["reply-limit", chosen?.path.some(({ cut }) => cut) ?? false],
    ["gui-turn-limit", chosen?.guiEndedBy === "turn-limit"],
  ];
  return limits.flatMap(([limit, isMet]) => (isMet ? [limit] : []));
}
