import { type Flaw, failsTheRound } from "./flaw.ts";

/** The actions' attributes stand in single quotes. The harness is expected to take them. */
export const singleQuotes: Flaw = {
  id: "single-quotes",
  spoil: (files) => files,
  manner: { attributeQuote: "'" },
  isNamedBy: failsTheRound,
  remedy: "Here are the files again, with the attributes in double quotes.",
};
