import { atMost, type Rule } from "../rule.ts";

/** Console errors, exceptions and failed requests of the chosen step's page. A page nobody opened is unmeasured. */
export const pageErrors: Rule<"page-errors"> = ({ max }, { chosen }) =>
  atMost(chosen?.pageErrors?.count ?? null, max);
