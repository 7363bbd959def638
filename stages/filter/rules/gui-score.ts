import { atLeast, type Rule } from "../rule.ts";

/** The GUI score of the chosen step, 1 to 5. A site that was never tested is unmeasured. */
export const guiScore: Rule<"gui-score"> = ({ min }, { scores }) => atLeast(scores.gui, min);
