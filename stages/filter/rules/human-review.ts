import type { Review } from "../../../pipeline/contracts/generated/review.ts";
import type { Rule } from "../rule.ts";

/**
 * What people decided. The last word of each reviewer counts, "unsure" is no word; reviewers who contradict each other
 * leave it unmeasured. `keep` needs a reviewer who kept it, `no-reject` none who rejected it.
 */
export const humanReview: Rule<"human-review"> = ({ require: threshold }, { reviews }) => {
  const decided = [...lastWords(reviews)].filter(([, decision]) => decision !== "unsure");
  const decisions = new Set(decided.map(([, decision]) => decision));
  if (decisions.size > 1) {
    const words = decided.map(([reviewer, decision]) => `${decision} by ${reviewer}`);
    return { outcome: "unmeasured", value: `contradictory: ${words.join(", ")}`, threshold };
  }
  const [decision] = decisions;
  if (decision !== undefined)
    return { outcome: decision === "keep" ? "pass" : "fail", value: decision, threshold };
  return { outcome: threshold === "keep" ? "unmeasured" : "pass", value: "not decided", threshold };
};

function lastWords(reviews: readonly Review[]): Map<string, Review["decision"]> {
  return new Map(reviews.map(({ reviewer, decision }) => [reviewer, decision]));
}
