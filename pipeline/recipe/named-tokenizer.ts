import type { Recipe } from "./recipe.ts";

/** Whose tokens a recipe means. */
export interface NamedTokenizer {
  /** hf:OWNER/NAME@REVISION or a folder; null where none is named, and tokens are estimated */
  source: string | null;
  /** refuse where it cannot be had, instead of estimating */
  exact: boolean;
}

/** The one tokenizer that counts for a recipe's rules, limits and rows. */
export function namedTokenizer({ tokenizer, rules }: Recipe): NamedTokenizer {
  const rule = rules.find((setting) => setting.rule === "token-length");
  return { source: tokenizer ?? rule?.tokenizer ?? null, exact: rule?.exact === true };
}
