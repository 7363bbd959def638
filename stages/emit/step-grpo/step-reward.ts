import { assertNever } from "../../../pipeline/errors.ts";
import type { Score } from "../../../pipeline/judge/score.ts";
import type { Recipe } from "../../../pipeline/recipe/recipe.ts";
import type { StepEntry } from "./step-entries.ts";

const badFormatReward = -1;

/**
 * Rewards of a trajectory's steps (WebGen-Agent, Step-GRPO, and its ablations):
 *
 * | recipe | reward of a step |
 * |---|---|
 * | `screenshot+gui` | screenshot score + GUI score |
 * | `screenshot` | screenshot score |
 * | `gui` | GUI score |
 * | `naive` | the highest screenshot + GUI of all the trajectory's steps |
 *
 * and -1 whatever the scores where the format is bad. A score that was *not run* adds 0, as published: that nothing was
 * tested, or the site did not run, is a fact of the trajectory. A judge or infrastructure error is no such fact: the
 * reward is null. For `naive` such a step cannot be the best one; with no known step the reward is null.
 */
export function stepRewards(
  entries: readonly StepEntry[],
  kind: Recipe["stepGrpo"]["reward"],
): (number | null)[] {
  const best = kind === "naive" ? bestOf(entries) : null;
  return entries.map((entry) => (entry.formatOk ? scoreReward(entry, kind, best) : badFormatReward));
}

function scoreReward(
  entry: StepEntry,
  kind: Recipe["stepGrpo"]["reward"],
  best: number | null,
): number | null {
  switch (kind) {
    case "screenshot+gui":
      return bothScores(entry);
    case "screenshot":
      return contribution(entry.screenshot);
    case "gui":
      return contribution(entry.gui);
    case "naive":
      return best;
    default:
      return assertNever(kind);
  }
}

function bestOf(entries: readonly StepEntry[]): number | null {
  const known = entries.flatMap((entry) => (entry.formatOk ? (bothScores(entry) ?? []) : []));
  return known.length === 0 ? null : Math.max(...known);
}

function bothScores({ screenshot, gui }: StepEntry): number | null {
  const fromScreenshot = contribution(screenshot);
  const fromGui = contribution(gui);
  return fromScreenshot === null || fromGui === null ? null : fromScreenshot + fromGui;
}

function contribution(score: Score): number | null {
  switch (score.status) {
    case "measured":
      return score.value;
    case "not-run":
      return 0;
    case "judge-error":
    case "infra-error":
      return null;
  }
}
