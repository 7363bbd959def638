import type { Recipe } from "../../../pipeline/recipe/recipe.ts";
import type { CardFacts } from "./card-facts.ts";
import { grouped, percentage, quantile, sortedNumbers } from "./statistics.ts";

export function stepsSection({ rewarded, recipe, survey }: CardFacts): string {
  const steps = [...rewarded.values()].flat();
  const rewards = sortedNumbers(steps.flatMap(({ reward }) => reward ?? []));
  const groups = new Set(
    survey.trajectories.flatMap(({ id, instructionId }) => (rewarded.get(id)?.length ? instructionId : [])),
  );
  const badFormat = steps.filter(({ formatOk }) => !formatOk).length;
  const cut = survey.trajectories.filter(({ cutByLength }) => cutByLength).length;
  return `## Rewards in \`steps\`

The reward of a step is ${rewardWords[recipe.recipe.stepGrpo.reward]}, and -1 where the reply breaks the format. Advantages are
normalised over all steps of one instruction: (reward - mean) / (sample standard deviation + 1e-6).${cumulativeWords(recipe.recipe.stepGrpo)}

- ${grouped(steps.length)} steps of ${grouped(rewarded.size)} trajectories in ${grouped(groups.size)} groups
- rewards: lowest ${quantile(rewards, 0)}, median ${quantile(rewards, 0.5)}, highest ${quantile(rewards, 1)}
- bad format: ${grouped(badFormat)} (${percentage(badFormat, steps.length)})
- reward unknown (null, and not in the group's statistics): ${grouped(steps.length - rewards.length)}
- trajectories left out because a reply hit the length limit without repeating itself: ${grouped(cut)}`;
}

function cumulativeWords({ advantage }: Recipe["stepGrpo"]): string {
  return advantage === "cumulative"
    ? "\n`advantage` is the sum of that of the step and of all steps that continue it, the same as `cumulative_advantage`."
    : "";
}

const rewardWords: Record<Recipe["stepGrpo"]["reward"], string> = {
  "screenshot+gui": "its screenshot score plus its GUI score",
  screenshot: "its screenshot score",
  gui: "its GUI score",
  naive: "the highest sum of screenshot and GUI score in its trajectory",
};
