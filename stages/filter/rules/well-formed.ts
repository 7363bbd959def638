import { atMost, type Rule } from "../rule.ts";

/** Malformed replies on the path to the chosen step. */
export const wellFormed: Rule<"well-formed"> = ({ maxMalformedSteps }, { chosen }) =>
  atMost(chosen?.path.filter(({ kind }) => kind === "malformed").length ?? null, maxMalformedSteps);
