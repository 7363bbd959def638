import type { CardFacts } from "./card-facts.ts";
import { escapeMarkdown } from "./markdown.ts";

/** Under which terms the dataset may be used, as far as the run and the recipe tell. */
export function licenceSection({ recipe: { recipe }, survey }: CardFacts): string {
  const teachers = [...new Set(survey.trajectories.map(({ teacher }) => teacher))].sort();
  const judges = [...new Set(survey.trajectories.flatMap((trajectory) => trajectory.judges))].sort();
  return `## Licence and terms

${
  recipe.license === undefined
    ? 'The recipe names no licence (`"license"`), so none is granted here.'
    : `Instructions, feedback, scores and their arrangement: \`${recipe.license}\`, as the recipe names it.`
}

Replies were written by ${names(teachers)}, scores and suggestions by ${names(judges)}. What their licences and their
providers' terms say of training on replies holds for every row, whatever the licence above: some forbid training models
that compete with theirs, some want their name carried on. Read them before you train and before you publish.`;
}

function names(models: readonly string[]): string {
  return models.map(escapeMarkdown).join(", ") || "no model";
}
