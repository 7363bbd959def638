import type { RuleName } from "../../../pipeline/recipe/recipe.ts";
import type { Rule } from "../rule.ts";
import { finished } from "./finished.ts";
import { guiScore } from "./gui-score.ts";
import { screenshotScore } from "./screenshot-score.ts";
import { tokenLength } from "./token-length.ts";
import { wellFormed } from "./well-formed.ts";

/** Every rule a recipe can name. A new rule is a file, a line here and a variant in schemas/recipe.v1.schema.json. */
export const rules: { [Name in RuleName]: Rule<Name> } = {
  finished,
  "screenshot-score": screenshotScore,
  "gui-score": guiScore,
  "well-formed": wellFormed,
  "token-length": tokenLength,
};
