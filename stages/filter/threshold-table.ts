import type { Recipe } from "../../pipeline/recipe/recipe.ts";
import { lets } from "../../pipeline/recipe/rejected-by.ts";
import type { Evidence } from "./evidence.ts";
import { judgeByRules, scoresOf } from "./judge-run.ts";
import type { Scores } from "./rule.ts";

/** How many trajectories each pair of minima lets through. */
export interface ThresholdTable {
  screenshotMinima: readonly number[];
  /** null: no minimum, the site need not be tested */
  guiMinima: readonly (number | null)[];
  /** All types together first, under null; then each type by name. `yields[screenshot][gui]`, as the minima stand. */
  types: { applicationType: string | null; sealed: number; yields: number[][] }[];
}

const screenshotMinima = [0, 1, 2, 3, 4, 5] as const;
const guiMinima = [null, 1, 2, 3, 4, 5] as const;
const scoreRules: ReadonlySet<string> = new Set(["screenshot-score", "gui-score"]);

/**
 * The yield of every pair of score minima, the recipe's other rules as they are. What the recipe then selects among
 * those is not looked at.
 */
export function thresholdTable(evidence: Evidence, recipe: Recipe): ThresholdTable {
  const trajectories = evidence.measures.map((measures) => {
    const { rules } = judgeByRules(measures, evidence, recipe);
    return {
      applicationType: evidence.instructions.get(measures.instructionId)?.applicationType ?? "",
      scores: scoresOf(measures, evidence),
      passesOthers: rules.every((ruling) => scoreRules.has(ruling.rule) || lets(ruling)),
    };
  });
  const byType = Map.groupBy(trajectories, ({ applicationType }) => applicationType);
  const groups = [[null, trajectories] as const, ...[...byType].sort(([a], [b]) => (a < b ? -1 : 1))];
  return {
    screenshotMinima,
    guiMinima,
    types: groups.map(([applicationType, group]) => {
      const passing = group.filter(({ passesOthers }) => passesOthers);
      return {
        applicationType,
        sealed: group.length,
        yields: screenshotMinima.map((screenshot) =>
          guiMinima.map((gui) => passing.filter(({ scores }) => reaches(scores, screenshot, gui)).length),
        ),
      };
    }),
  };
}

function reaches(scores: Scores, screenshot: number, gui: number | null): boolean {
  const isTested = gui === null || (scores.gui !== null && scores.gui >= gui);
  return isTested && scores.screenshot !== null && scores.screenshot >= screenshot;
}
