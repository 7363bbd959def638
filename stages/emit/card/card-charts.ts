import { drawBars } from "../../../pipeline/charts/bar-chart.ts";
import { drawColumns } from "../../../pipeline/charts/column-chart.ts";
import { type Drawing, svgFile } from "../../../pipeline/charts/drawing.ts";
import { drawHistogram } from "../../../pipeline/charts/histogram.ts";
import { describeDistribution } from "../../../pipeline/instruction/balance/distribution.ts";
import { applicationTypeCounts } from "./application-type-counts.ts";
import type { CardFacts } from "./card-facts.ts";
import { scoreCounts } from "./score-counts.ts";

export type ChartName =
  | "screenshot-scores"
  | "gui-scores"
  | "application-types"
  | "token-lengths"
  | "proximity";

/** The pictures of a card, each an SVG file beside it. What there is nothing to show of has none. */
export function cardCharts(facts: CardFacts): { name: ChartName; path: string; svg: string; alt: string }[] {
  const drawn: [ChartName, Drawing | null][] = [
    ["screenshot-scores", scoreChart(facts, "screenshot")],
    ["gui-scores", scoreChart(facts, "gui")],
    ["application-types", typeChart(facts)],
    ["token-lengths", lengthChart(facts)],
    ["proximity", proximityChart(facts)],
  ];
  return drawn.flatMap(([name, drawing]) =>
    drawing === null
      ? []
      : [
          {
            name,
            path: `charts/${name}.svg`,
            svg: svgFile(drawing),
            alt: `${drawing.title}. ${drawing.note}`,
          },
        ],
  );
}

/** Markdown that shows a chart; nothing where there is none. */
export function chartImage(facts: CardFacts, name: ChartName): string[] {
  const chart = cardCharts(facts).find((each) => each.name === name);
  return chart === undefined ? [] : [`![${chart.alt.replaceAll(/[[\]]/g, "")}](${chart.path})`];
}

function scoreChart({ survey, kept }: CardFacts, score: "screenshot" | "gui"): Drawing | null {
  if (survey.trajectories.length === 0) return null;
  const columns = scoreCounts(survey.trajectories, score).map(({ value, ids }) => ({
    name: value === null ? "unmeasured" : String(value),
    count: ids.length,
    part: ids.filter((id) => kept.has(id)).length,
  }));
  const title = score === "screenshot" ? "Screenshot scores" : "GUI scores";
  return drawColumns(columns, {
    title,
    note: "Complete trajectories by the score of their chosen step; the full part of a column was kept.",
    axis: "trajectories by the score of their chosen step; full: kept, pale: rejected",
  });
}

function typeChart(facts: CardFacts): Drawing | null {
  if (facts.survey.trajectories.length === 0) return null;
  const rows = applicationTypeCounts(facts).map(({ type, trajectories, kept }) => ({
    name: type,
    count: trajectories,
    part: kept,
    label: `${kept} of ${trajectories}`,
  }));
  return drawBars(rows, {
    title: "Kept trajectories by application type",
    note: "The full part of a bar was kept.",
  });
}

/** Bins that a chart can show. */
const mostBins = 24;

function lengthChart({ sft }: CardFacts): Drawing | null {
  const tokens = sft.map((row) => row.tokens);
  const width = binWidth(tokens.reduce((longest, each) => Math.max(longest, each), 0));
  const distribution = describeDistribution(tokens, width);
  if (distribution === null) return null;
  return drawHistogram(distribution, { title: "Lengths of sft rows", axis: "tokens of a row" });
}

function binWidth(longest: number): number {
  const steps = [256, 512, 1_024, 2_048, 4_096, 8_192, 16_384, 32_768];
  return steps.find((step) => longest / step <= mostBins) ?? 65_536;
}

function proximityChart({ proximity }: CardFacts): Drawing | null {
  const distribution = describeDistribution(
    proximity.map(({ wordOverlap }) => wordOverlap),
    0.05,
  );
  if (distribution === null) return null;
  return drawHistogram(distribution, {
    title: "Proximity to the test set",
    axis: "words in common with the nearest test, as a share of the shorter text",
  });
}
