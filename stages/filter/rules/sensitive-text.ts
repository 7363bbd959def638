import type { Rule } from "../rule.ts";

/** Nothing in the instruction or a reply looks like a secret or like personal data of the named kinds. */
export const sensitiveText: Rule<"sensitive-text"> = ({ kinds }, { chosen }) => {
  const threshold = "none";
  if (chosen === null) return { outcome: "unmeasured", value: null, threshold };
  const found = chosen.sensitive.filter(({ kind }) => kinds.includes(kind));
  const value = found.map(({ kind, count }) => `${count} ${kind}`).join(", ") || "none";
  return { outcome: found.length === 0 ? "pass" : "fail", value, threshold };
};
