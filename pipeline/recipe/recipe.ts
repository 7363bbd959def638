import type { Recipe } from "../contracts/generated/recipe.ts";

export type { Recipe };

/** Each rule's settings by the rule's name. */
export type RuleSettings = { [Setting in Recipe["rules"][number] as Setting["rule"]]: Setting };

export type RuleName = keyof RuleSettings;

/** Each selection's settings by its name. */
export type SelectionSettings = {
  [Setting in NonNullable<Recipe["select"]>[number] as Setting["rule"]]: Setting;
};

export type SelectionName = keyof SelectionSettings;

/** A recipe that passed its checks. */
export interface LoadedRecipe {
  recipe: Recipe;
  /** SHA-256 over all of it but `$schema`. */
  hash: string;
}
