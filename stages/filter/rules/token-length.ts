import { atMost, type Rule } from "../rule.ts";

/** Tokens of the conversation that would be trained on. */
export const tokenLength: Rule<"token-length"> = ({ max }, { tokens }) => atMost(tokens, max);
