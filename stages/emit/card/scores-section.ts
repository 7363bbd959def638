import { chartImage } from "./card-charts.ts";
import type { CardFacts } from "./card-facts.ts";
import { folded, markdownTable } from "./markdown.ts";
import { scoreCounts } from "./score-counts.ts";
import { grouped } from "./statistics.ts";

export function scoresSection(facts: CardFacts): string {
  const { trajectories } = facts.survey;
  const screenshot = scoreCounts(trajectories, "screenshot");
  const gui = scoreCounts(trajectories, "gui");
  const values = [...screenshot, ...gui].flatMap(({ value }) => value ?? []);
  const countOf = (counts: typeof gui, value: number | null): string =>
    grouped(counts.find((count) => count.value === value)?.ids.length ?? 0);
  const rows = [...[...new Set(values)].sort((a, b) => a - b), null].map((value) => [
    value ?? "unmeasured",
    countOf(screenshot, value),
    countOf(gui, value),
  ]);
  return [
    `## Scores

Of the chosen step of every complete trajectory, kept or not. The screenshot score goes from 0 (blank) to 5 (excellent),
the GUI score from 1 to 5; "unmeasured" is no zero: the site was not tested, or its judge gave no usable answer.`,
    ...chartImage(facts, "screenshot-scores"),
    ...chartImage(facts, "gui-scores"),
    folded("The numbers", markdownTable(["score", "screenshot", "GUI"], rows)),
  ].join("\n\n");
}
