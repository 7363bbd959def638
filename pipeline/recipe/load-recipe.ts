import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { checkContract } from "../contracts/validators.ts";
import { errorMessage, UserError } from "../errors.ts";
import { hashOf } from "../run/digest.ts";
import { checkId } from "../run/run-paths.ts";
import type { LoadedRecipe, Recipe } from "./recipe.ts";

const builtInRecipes = join(import.meta.dirname, "..", "..", "data", "recipes");

/**
 * Loads a recipe: a name under data/recipes, or a path to a JSON file. Throws UserError when it cannot be read, on an
 * unknown key or rule, on a threshold out of range, on a rule named twice and on two tokenizers.
 */
export async function loadRecipe(nameOrPath: string): Promise<LoadedRecipe> {
  const isPath = /[\\/]|\.json$/.test(nameOrPath);
  return parseRecipe(
    await readRecipe(
      isPath ? nameOrPath : join(builtInRecipes, `${checkId(nameOrPath, "Recipe name")}.json`),
      nameOrPath,
    ),
    nameOrPath,
  );
}

/** Checks a recipe's text. `source` names it in errors. */
export function parseRecipe(text: string, source: string): LoadedRecipe {
  const checked = checkContract("recipe", parseJson(text, source));
  if (!checked.ok)
    throw new UserError(`Recipe ${source}: ${checked.problems.join("; ")}. Correct the file and try again.`);
  const twice = firstTwice(checked.value);
  if (twice !== null) {
    throw new UserError(
      `Recipe ${source}: the rule "${twice}" stands in it twice. A rule has one threshold: remove one of them.`,
    );
  }
  checkTokenizers(checked.value, source);
  return { recipe: checked.value, hash: recipeHash(checked.value) };
}

/** Counts of two tokenizers in one dataset could not be told apart. */
function checkTokenizers({ tokenizer, rules }: Recipe, source: string): void {
  const rule = rules.find((setting) => setting.rule === "token-length");
  if (tokenizer === undefined || rule?.tokenizer === undefined || rule.tokenizer === tokenizer) return;
  throw new UserError(
    `Recipe ${source}: it names the tokenizer ${tokenizer}, its rule "token-length" another, ${rule.tokenizer}. Name one alone.`,
  );
}

/** Hash of a recipe. The address of its schema, which editors use, is no part of it. */
export function recipeHash({ $schema: _, ...recipe }: Recipe): string {
  return hashOf(recipe);
}

async function readRecipe(path: string, source: string): Promise<string> {
  try {
    return await readFile(path, "utf8");
  } catch (cause) {
    throw new UserError(
      `Recipe ${source}: the file cannot be read (${errorMessage(cause)}). Name one under data/recipes, or give the path of a JSON file.`,
      { cause },
    );
  }
}

function parseJson(text: string, source: string): unknown {
  try {
    return JSON.parse(text);
  } catch (cause) {
    throw new UserError(
      `Recipe ${source}: not JSON (${errorMessage(cause)}). Correct the file and try again.`,
      {
        cause,
      },
    );
  }
}

function firstTwice({ rules, select = [] }: Recipe): string | null {
  const names = [...rules, ...select].map(({ rule }) => rule);
  return names.find((name, at) => names.indexOf(name) !== at) ?? null;
}
