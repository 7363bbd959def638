import { atMost, type Rule } from "../rule.ts";

/** Error steps as a share of all steps up to the chosen one. */
export const errorStepShare: Rule<"error-step-share"> = ({ max }, { chosen }) =>
  atMost(chosen && chosen.path.filter(({ isError }) => isError).length / chosen.path.length, max);
