import type { Verdict } from "../../pipeline/contracts/generated/verdict.ts";
import { UserError } from "../../pipeline/errors.ts";
import { parseRecipe } from "../../pipeline/recipe/load-recipe.ts";
import type { LoadedRecipe, RuleName } from "../../pipeline/recipe/recipe.ts";
import { rejectedBy } from "../../pipeline/recipe/rejected-by.ts";

/** A threshold that can be tried: the rule and its field. */
interface Knob {
  rule: RuleName;
  field: string;
}

const knobs: Readonly<Record<string, Knob>> = {
  screenshot: { rule: "screenshot-score", field: "min" },
  gui: { rule: "gui-score", field: "min" },
  tokens: { rule: "token-length", field: "max" },
  malformed: { rule: "well-formed", field: "maxMalformedSteps" },
  steps: { rule: "steps", field: "max" },
  "error-share": { rule: "error-step-share", field: "max" },
  repetition: { rule: "repetition", field: "below" },
  placeholders: { rule: "placeholder-code", field: "max" },
  "page-errors": { rule: "page-errors", field: "max" },
  detail: { rule: "blank-screenshot", field: "minDetail" },
};

/**
 * The recipe with other thresholds: `screenshot=4,gui=3,tokens=off`. "off" takes a rule out; a rule that the recipe does
 * not have is added at the end. Throws UserError on an unknown name and on a threshold out of range.
 */
export function withThresholds({ recipe }: LoadedRecipe, changes: string): LoadedRecipe {
  let rules: object[] = [...recipe.rules];
  for (const change of changes.split(",")) {
    const { rule, field, value } = readChange(change);
    const at = rules.findIndex((setting) => "rule" in setting && setting.rule === rule);
    if (value === null) rules = rules.filter((_, place) => place !== at);
    else if (at < 0) rules.push({ rule, [field]: value });
    else rules[at] = { ...rules[at], [field]: value };
  }
  return parseRecipe(JSON.stringify({ ...recipe, rules }), `${recipe.name} with ${changes}`);
}

function readChange(change: string): Knob & { value: number | null } {
  const [name = "", text = "", ...more] = change.split("=").map((part) => part.trim());
  const knob = Object.hasOwn(knobs, name) ? knobs[name] : undefined;
  if (knob === undefined)
    throw new UserError(
      `What-if ${JSON.stringify(change)}: there is no threshold ${JSON.stringify(name)}. Those that can be tried: ${Object.keys(knobs).join(", ")}.`,
    );
  const value = text === "off" ? null : text === "" ? Number.NaN : Number(text);
  if (more.length > 0 || Number.isNaN(value))
    throw new UserError(
      `What-if ${JSON.stringify(change)}: ${JSON.stringify(text)} is no number. Write ${name}=NUMBER, or ${name}=off to leave the rule out.`,
    );
  return { ...knob, value };
}

/** Trajectories that one of two judgements keeps and the other does not. */
export interface VerdictChange {
  keptBefore: number;
  keptAfter: number;
  /** Ids kept only by the second. */
  enter: string[];
  /** Ids kept only by the first, with what rejects them now. */
  leave: { trajectoryId: string; by: string[] }[];
}

/** Compares the verdicts of two judgements of the same trajectories. */
export function compareVerdicts(before: readonly Verdict[], after: readonly Verdict[]): VerdictChange {
  const wasKept = new Set(before.flatMap(({ kept, trajectoryId }) => (kept ? trajectoryId : [])));
  const kept = after.filter((verdict) => verdict.kept);
  return {
    keptBefore: wasKept.size,
    keptAfter: kept.length,
    enter: kept.flatMap(({ trajectoryId }) => (wasKept.has(trajectoryId) ? [] : trajectoryId)),
    leave: after.flatMap((verdict) =>
      wasKept.has(verdict.trajectoryId) && !verdict.kept
        ? { trajectoryId: verdict.trajectoryId, by: rejectedBy(verdict) }
        : [],
    ),
  };
}
