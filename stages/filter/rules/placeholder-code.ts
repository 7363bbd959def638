import { atMost, type Rule } from "../rule.ts";

/** Comments in the files sent up to the chosen step that stand for code left out. */
export const placeholderCode: Rule<"placeholder-code"> = ({ max }, { chosen }) =>
  atMost(chosen?.placeholders.count ?? null, max);
