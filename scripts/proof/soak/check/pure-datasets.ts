import { readdir, readFile, rm } from "node:fs/promises";
import { join } from "node:path";
import { loadPromptSet } from "../../../../pipeline/prompts/prompt-set.ts";
import { recipeHash } from "../../../../pipeline/recipe/load-recipe.ts";
import type { Recipe } from "../../../../pipeline/recipe/recipe.ts";
import { emitRun } from "../../../../stages/emit/stage.ts";
import { filterRun } from "../../../../stages/filter/stage.ts";
import type { Evidence } from "./evidence.ts";

/** Name of the dataset that the check leaves. */
export const soakDataset = "soak";

const recipe: Recipe = {
  ...{ name: soakDataset, description: "What looks right." },
  rules: [{ rule: "screenshot-score", min: 3 }],
  sft: { maskErrorSteps: true, includeFinish: true },
  stepGrpo: { reward: "screenshot+gui", validationShare: 0 },
};

/** A dataset is a function of the journals alone: with the index that recording left, and without any, the same bytes. */
export async function impureDatasets({
  reader,
  paths,
}: Pick<Evidence, "reader" | "paths">): Promise<string[]> {
  const emit = async (): Promise<Map<string, string>> => {
    const signal = new AbortController().signal;
    const loaded = { recipe, hash: recipeHash(recipe) };
    await filterRun({ run: reader, recipe: loaded, signal });
    const systemPrompt = (await loadPromptSet("default")).render("teacher-system", {});
    return await contentOf((await emitRun({ run: reader, recipe: loaded, systemPrompt, signal })).dir);
  };
  const first = await emit();
  await rm(paths.measures, { force: true });
  await rm(paths.filter(recipe.name), { recursive: true });
  await rm(paths.datasets, { recursive: true });
  const second = await emit();
  const names = new Set([...first.keys(), ...second.keys()]);
  return [...names].flatMap((name) =>
    first.get(name) === second.get(name) ? [] : `${name} of the dataset differs when the index is made again`,
  );
}

async function contentOf(dir: string): Promise<Map<string, string>> {
  const entries = await readdir(dir, { recursive: true, withFileTypes: true });
  const content = new Map<string, string>();
  for (const entry of entries.filter((found) => found.isFile())) {
    const path = join(entry.parentPath, entry.name);
    content.set(path.slice(dir.length + 1), await readFile(path, "base64"));
  }
  return content;
}
