import { atLeast, type Rule } from "../rule.ts";

/** How much of the chosen step's screenshot shows anything. Without a screenshot it is unmeasured. */
export const blankScreenshot: Rule<"blank-screenshot"> = ({ minDetail }, { chosen }) =>
  atLeast(chosen?.picture?.detail ?? null, minDetail);
