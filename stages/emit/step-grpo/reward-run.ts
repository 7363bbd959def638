import type { Recipe } from "../../../pipeline/recipe/recipe.ts";
import type { TrajectoryFacts } from "../trajectory-facts.ts";
import { type RewardedStep, rewardGroup } from "./group-steps.ts";

/** Rewards all trajectories that are trained on, group by group. The steps of each, by trajectory id. */
export function rewardRun(
  trajectories: readonly TrajectoryFacts[],
  kind: Recipe["stepGrpo"]["reward"],
): Map<string, RewardedStep[]> {
  const trained = trajectories.filter(({ cutByLength }) => !cutByLength);
  const rewarded = new Map<string, RewardedStep[]>();
  for (const group of Map.groupBy(trained, ({ instructionId }) => instructionId).values()) {
    const steps = rewardGroup(
      group.map(({ entries }) => entries),
      kind,
    );
    for (const [order, { id }] of group.entries()) rewarded.set(id, steps[order] ?? []);
  }
  return rewarded;
}
