import { contaminationDetail } from "../../../pipeline/instruction/contamination-index.ts";
import type { Rule } from "../rule.ts";

/** The instruction is not too close to a test instruction, by the published limits. */
export const contamination: Rule<"contamination"> = ({ against: threshold }, subject) => {
  const found = subject.contamination();
  if (found === "unknown") return { outcome: "unmeasured", value: null, threshold };
  if (found === "clean") return { outcome: "pass", value: "none", threshold };
  return { outcome: "fail", value: contaminationDetail(found), threshold };
};
