import type { Recipe } from "../../../pipeline/recipe/recipe.ts";
import { cumulativeAdvantages, groupAdvantages } from "./advantage.ts";
import type { StepEntry } from "./step-entries.ts";
import { stepRewards } from "./step-reward.ts";

/** A step entry with what it earns. */
export interface RewardedStep extends StepEntry {
  reward: number | null;
  advantage: number | null;
  cumulativeAdvantage: number | null;
}

/** Rewards and advantages of one instruction's trajectories: each trajectory's entries in, its rewarded steps out. */
export function rewardGroup(
  trajectories: readonly (readonly StepEntry[])[],
  kind: Recipe["stepGrpo"]["reward"],
): RewardedStep[][] {
  const rewards = trajectories.map((entries) => stepRewards(entries, kind));
  const advantages = groupAdvantages(rewards.flat());
  let from = 0;
  return trajectories.map((entries, order) => {
    const steps = entries.map((entry, at) => ({
      ...entry,
      reward: rewards[order]?.[at] ?? null,
      advantage: advantages[from + at] ?? null,
    }));
    from += entries.length;
    const sums = cumulativeAdvantages(steps);
    return steps.map((step, at) => ({ ...step, cumulativeAdvantage: sums[at] ?? null }));
  });
}
