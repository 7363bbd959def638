import { expect, test } from "vitest";
import { readVerdict, type Verdict } from "../../../pipeline/judge/gui/verdict.ts";

const answers: [answer: string, verdict: Verdict][] = [
  ["YES", "yes"],
  ["yes.", "yes"],
  ["[YES]", "yes"],
  ["**NO**", "no"],
  ["NO. The button does nothing, yes, really.", "no"],
  ["YES, all works. No errors were seen.", "yes"],
  ["All features work as described: YES", "yes"],
  ["The search works but NO results are shown. NO", "no"],
  ["Verdict: NO. The site says YES everywhere.", "no"],
  ["My final answer is yes, although NO cart icon moves.", "yes"],
  ["There were no errors and the forms work, so yes", "yes"],
  ["You asked for YES or NO: NO", "no"],
  ["Yes.", "yes"],
  ["The answer is NO, yes it failed", "no"],
  ["EYES", "none"],
  ["CASINO", "none"],
  ["不是", "none"],
  ["是的，功能都正常", "none"],
  ["YES/NO", "none"],
  ["I know nothing of yesterday.", "none"],
  ["There were no errors at all.", "none"],
  ["It works.", "none"],
  ["", "none"],
];
test.each(answers)("%j: %s", (answer, verdict) => {
  expect(readVerdict(answer)).toBe(verdict);
});
