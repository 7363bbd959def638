import type { Funnel } from "../../pipeline/contracts/generated/funnel.ts";
import type { Verdict } from "../../pipeline/contracts/generated/verdict.ts";
import type { LoadedRecipe } from "../../pipeline/recipe/recipe.ts";

/** Adds verdicts up: what each rule let through, and which rule was the first to reject. */
export function buildFunnel(
  { recipe, hash }: LoadedRecipe,
  verdicts: readonly Verdict[],
  run: { label: Funnel["label"]; unfinished: readonly string[] },
): Funnel {
  const kept = verdicts.filter((verdict) => verdict.kept).length;
  return {
    recipe: recipe.name,
    recipeHash: hash,
    label: run.label,
    trajectories: verdicts.length + run.unfinished.length,
    sealed: verdicts.length,
    kept,
    rejected: verdicts.length - kept,
    unfinished: [...run.unfinished],
    rules: recipe.rules.map(({ rule }, at) => {
      const outcomes = verdicts.map((verdict) => verdict.rules[at]?.outcome);
      return {
        rule,
        pass: outcomes.filter((outcome) => outcome === "pass").length,
        fail: outcomes.filter((outcome) => outcome === "fail").length,
        unmeasured: outcomes.filter((outcome) => outcome === "unmeasured").length,
        firstToReject: verdicts.filter((verdict) => firstToReject(verdict) === at).length,
      };
    }),
  };
}

/** Position of the first rule that was not passed; -1 when all were. */
function firstToReject({ rules }: Verdict): number {
  return rules.findIndex(({ outcome }) => outcome !== "pass");
}
