import type { Proximity } from "../../pipeline/contracts/generated/proximity.ts";
import type { FilterResult } from "../../pipeline/recipe/filter-result.ts";
import type { LoadedRecipe } from "../../pipeline/recipe/recipe.ts";
import { runReliability } from "../../pipeline/reliability/run-reliability.ts";
import type { Evidence } from "./evidence.ts";
import { buildFunnel } from "./funnel.ts";
import { judgeRun } from "./judge-run.ts";

/** All that the filter says of a run by a recipe. Pure: the same evidence gives the same result. */
export function filterEvidence(evidence: Evidence, recipe: LoadedRecipe): FilterResult {
  const verdicts = judgeRun(evidence, recipe.recipe);
  return {
    verdicts,
    funnel: buildFunnel(recipe, verdicts, evidence),
    reliability: runReliability({
      ...evidence,
      applicationTypeOf: (id) => evidence.instructions.get(id)?.applicationType ?? "",
    }),
    proximity: proximityOf(evidence),
  };
}

function proximityOf({ tests, instructions }: Evidence): Proximity[] {
  return [...instructions].flatMap(([instructionId, { text }]) => {
    const nearest = tests?.nearest(text) ?? null;
    return nearest === null ? [] : [{ instructionId, ...nearest }];
  });
}
