import type { Funnel } from "../../pipeline/contracts/generated/funnel.ts";
import { writeFilterResult } from "../../pipeline/recipe/filter-result.ts";
import type { LoadedRecipe } from "../../pipeline/recipe/recipe.ts";
import { RunPaths } from "../../pipeline/run/run-paths.ts";
import { type GatherOptions, gatherEvidence } from "./evidence.ts";
import { filterEvidence } from "./filter-evidence.ts";

export interface FilterRunOptions extends Omit<GatherOptions, "recipe" | "keep"> {
  recipe: LoadedRecipe;
}

export interface FilterSummary {
  funnel: Funnel;
  /** verdicts.jsonl: one line per sealed trajectory, by id. */
  verdictsPath: string;
  funnelPath: string;
  /** Trajectories that had to be read; the others were measured before. */
  newlyMeasured: number;
}

/**
 * Judges every sealed trajectory of a run by every rule of a recipe, and writes verdicts, funnel and how far judges and instructions can be relied on. Trajectories
 * still in progress get no verdict; the funnel names them. Asks no model; the same run and recipe give the same files.
 */
export async function filterRun({ recipe, ...options }: FilterRunOptions): Promise<FilterSummary> {
  const evidence = await gatherEvidence({ ...options, recipe: recipe.recipe });
  const result = filterEvidence(evidence, recipe);
  options.signal.throwIfAborted();
  await writeFilterResult(options.run.dir, result);
  const paths = new RunPaths(options.run.dir);
  return {
    funnel: result.funnel,
    verdictsPath: paths.verdicts(recipe.recipe.name),
    funnelPath: paths.funnel(recipe.recipe.name),
    newlyMeasured: evidence.newlyMeasured,
  };
}
