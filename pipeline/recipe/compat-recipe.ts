import type { Compat } from "../config/compat.ts";
import { recipeHash } from "./load-recipe.ts";
import type { LoadedRecipe } from "./recipe.ts";

/** A recipe with what the configuration's compatibility switches make of it. */
export function withCompat(loaded: LoadedRecipe, compat: Pick<Compat, "repeatedValidation">): LoadedRecipe {
  if (!compat.repeatedValidation) return loaded;
  const { stepGrpo } = loaded.recipe;
  const recipe = { ...loaded.recipe, stepGrpo: { ...stepGrpo, validation: "repeated" as const } };
  return { recipe, hash: recipeHash(recipe) };
}
