import type { Rule } from "../rule.ts";

/** The instruction and what the replies say outside of code are in an allowed language. */
export const language: Rule<"language"> = ({ allow }, { chosen }) => {
  const threshold = allow.join(" or ");
  if (chosen === null) return { outcome: "unmeasured", value: null, threshold };
  const { instruction, replies } = chosen.languages;
  // replies of nothing but code say nothing in any language
  const said = [instruction, replies].filter((found) => found !== "und");
  if (said.length === 0) return { outcome: "unmeasured", value: "und", threshold };
  const isAllowed = said.every((found) => allow.includes(found));
  return { outcome: isAllowed ? "pass" : "fail", value: [...new Set(said)].join(", "), threshold };
};
