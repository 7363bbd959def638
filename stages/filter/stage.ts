import type { Funnel } from "../../pipeline/contracts/generated/funnel.ts";
import type { Verdict } from "../../pipeline/contracts/generated/verdict.ts";
import { writeFilterResult } from "../../pipeline/recipe/filter-result.ts";
import type { LoadedRecipe } from "../../pipeline/recipe/recipe.ts";
import { RunPaths } from "../../pipeline/run/run-paths.ts";
import type { RunReader } from "../../pipeline/run/run-reader.ts";
import { buildFunnel } from "./funnel.ts";
import { judgeTrajectory } from "./judge-trajectory.ts";

export interface FilterRunOptions {
  run: RunReader;
  recipe: LoadedRecipe;
  signal: AbortSignal;
}

export interface FilterSummary {
  funnel: Funnel;
  /** verdicts.jsonl: one line per sealed trajectory, by id. */
  verdictsPath: string;
  funnelPath: string;
}

/**
 * Judges every sealed trajectory of a run by every rule of a recipe, and writes verdicts and funnel. Trajectories
 * still in progress get no verdict; the funnel names them. Asks no model; the same run and recipe give the same files.
 */
export async function filterRun({ run, recipe, signal }: FilterRunOptions): Promise<FilterSummary> {
  const verdicts: Verdict[] = [];
  const unfinished: string[] = [];
  let label = run.manifest().label;
  for (const id of await run.trajectoryIds()) {
    signal.throwIfAborted();
    const { trajectory, blobs } = await run.openTrajectory(id);
    label ??= trajectory.opened.label;
    if (trajectory.sealed === null) unfinished.push(id);
    else verdicts.push(judgeTrajectory(trajectory, blobs, recipe.recipe));
  }
  const funnel = buildFunnel(recipe, verdicts, { label, unfinished });
  await writeFilterResult(run.dir, { funnel, verdicts });
  const paths = new RunPaths(run.dir);
  return {
    funnel,
    verdictsPath: paths.verdicts(recipe.recipe.name),
    funnelPath: paths.funnel(recipe.recipe.name),
  };
}
