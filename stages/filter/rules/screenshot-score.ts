import { atLeast, type Rule } from "../rule.ts";

/** The screenshot score of the chosen step, 0 to 5. */
export const screenshotScore: Rule<"screenshot-score"> = ({ min }, { scores }) =>
  atLeast(scores.screenshot, min);
