import { readdir, readFile } from "node:fs/promises";
import { join } from "node:path";
import { recipeHash } from "../../pipeline/recipe/load-recipe.ts";
import type { LoadedRecipe, Recipe } from "../../pipeline/recipe/recipe.ts";
import type { RunReader } from "../../pipeline/run/run-reader.ts";
import { type EmitRunOptions, type EmitSummary, emitRun } from "../../stages/emit/stage.ts";
import { type FilterRunOptions, filterRun } from "../../stages/filter/stage.ts";
import { systemPrompt } from "./memory-run.ts";

/** A recipe that keeps what looks right; a test names only what it is about. */
export function buildRecipe(parts: Partial<Recipe> = {}): LoadedRecipe {
  const recipe: Recipe = {
    name: "small",
    description: "for tests",
    rules: [{ rule: "screenshot-score", min: 3 }],
    sft: { maskErrorSteps: true, includeFinish: true },
    stepGrpo: { reward: "screenshot+gui", validationShare: 0 },
    ...parts,
  };
  return { recipe, hash: recipeHash(recipe) };
}

/** Filters and emits a run. */
export async function filterAndEmit(
  run: RunReader,
  recipe: LoadedRecipe,
  { tests, ...options }: Partial<EmitRunOptions> & Pick<FilterRunOptions, "tests"> = {},
): Promise<EmitSummary> {
  const signal = new AbortController().signal;
  await filterRun({ run, recipe, signal, ...(tests !== undefined && { tests }) });
  return await emitRun({ run, recipe, systemPrompt, signal, ...options });
}

/** Every file below a folder with its content, by path. */
export async function filesOf(dir: string): Promise<Map<string, Buffer>> {
  const entries = await readdir(dir, { recursive: true, withFileTypes: true });
  const files = new Map<string, Buffer>();
  for (const entry of entries.filter((found) => found.isFile())) {
    const path = join(entry.parentPath, entry.name);
    files.set(path.slice(dir.length + 1), await readFile(path));
  }
  return files;
}
