import type { CardFacts } from "./card-facts.ts";
import { markdownTable } from "./markdown.ts";
import { grouped } from "./statistics.ts";

export function scoresSection({ survey }: CardFacts): string {
  const screenshot = survey.trajectories.map(({ screenshotScore }) => screenshotScore);
  const gui = survey.trajectories.map(({ guiScore }) => guiScore);
  const values = [...new Set([0, 1, 2, 3, 4, 5, ...measured(screenshot), ...measured(gui)])].sort(
    (a, b) => a - b,
  );
  const count = (scores: readonly (number | null)[], value: number | null): string =>
    grouped(scores.filter((score) => score === value).length);
  const rows = [...values, null].map((value) => [
    value ?? "unmeasured",
    count(screenshot, value),
    count(gui, value),
  ]);
  return `## Scores

Of the chosen step of every complete trajectory, kept or not. The screenshot score goes from 0 (blank) to 5 (excellent),
the GUI score from 1 to 5; "unmeasured" is no zero: the site was not tested, or its judge gave no usable answer.

${markdownTable(["score", "screenshot", "GUI"], rows)}`;
}

function measured(scores: readonly (number | null)[]): number[] {
  return scores.filter((score) => score !== null);
}
