import type { Funnel } from "../../pipeline/contracts/generated/funnel.ts";
import type { Verdict } from "../../pipeline/contracts/generated/verdict.ts";
import type { LoadedRecipe } from "../../pipeline/recipe/recipe.ts";
import { lets } from "../../pipeline/recipe/rejected-by.ts";
import type { Evidence } from "./evidence.ts";

/** Adds verdicts up: what each rule let through, which rule was the first to reject, what each selection left. */
export function buildFunnel(
  { recipe, hash }: LoadedRecipe,
  verdicts: readonly Verdict[],
  { label, unfinished, tokenizer, grading }: Pick<Evidence, "label" | "unfinished" | "tokenizer" | "grading">,
): Funnel {
  const kept = verdicts.filter((verdict) => verdict.kept).length;
  const limitsTokens = recipe.rules.some(({ rule }) => rule === "token-length");
  return {
    recipe: recipe.name,
    recipeHash: hash,
    label,
    tokenizer: limitsTokens ? tokenizer : null,
    grading: grading?.name ?? null,
    trajectories: verdicts.length + unfinished.length,
    sealed: verdicts.length,
    kept,
    rejected: verdicts.length - kept,
    unfinished: [...unfinished],
    rules: recipe.rules.map(({ rule }, at) => {
      const outcomes = verdicts.map((verdict) => verdict.rules[at]?.outcome);
      return {
        rule,
        pass: outcomes.filter((outcome) => outcome === "pass").length,
        fail: outcomes.filter((outcome) => outcome === "fail").length,
        unmeasured: outcomes.filter((outcome) => outcome?.startsWith("unmeasured")).length,
        firstToReject: verdicts.filter((verdict) => firstToReject(verdict) === at).length,
      };
    }),
    selection: (recipe.select ?? []).map(({ rule }, at) => {
      const outcomes = verdicts.map(({ selection }) => selection[at]?.outcome);
      return {
        rule,
        pass: outcomes.filter((outcome) => outcome === "pass").length,
        fail: outcomes.filter((outcome) => outcome === "fail").length,
      };
    }),
  };
}

/** Position of the first rule that was not passed; -1 when all were. */
function firstToReject({ rules }: Verdict): number {
  return rules.findIndex((ruling) => !lets(ruling));
}
