import type { Random } from "../../../../random/random.ts";
import { capitalize } from "../brief/phrases.ts";
import type { PageKind } from "./page-kind.ts";
import { itemsOf, numbered } from "./rows.ts";

const labels = {
  Week: ["Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"],
  Month: ["1", "5", "10", "15", "20", "25", "30"],
  Year: ["Jan", "Mar", "May", "Jul", "Sep", "Nov", "Dec"],
};

/** Figures, charts and a table that can be searched and sorted. */
export const dashboard: PageKind = {
  id: "dashboard",
  clue: /\b(?:dashboards?|analytic\w*|analysis|charts?|statistic\w*|visuali[sz]\w*|reports?|monitor\w*|data|indicators?|metrics?|trends?|forecast\w*)\b/gi,
  homeLabel: "Dashboard",
  mainHandler: "onClick={() => setAscending(!ascending)}",
  data(brief, random) {
    const { subject, features } = brief;
    const plural = capitalize(subject.plural);
    const rows = itemsOf(brief, random).map(({ name, category, date }) => ({
      name,
      group: category,
      date,
      value: 120 + random.below(880),
    }));
    const ranges = Object.entries(labels);
    const names = [plural, ...features.map(({ name }) => name)].slice(0, 4);
    return {
      content: {
        itemsWord: subject.plural,
        groups: subject.categories,
        lineTitle: `${plural} over time`,
        barTitle: `${plural} by group`,
        tableTitle: plural,
        valueName: "Value",
        facts: [
          { label: plural, value: rows.length },
          { label: "Groups", value: subject.categories.length },
        ],
        series: Object.fromEntries(ranges.map(([range, points]) => [range, seriesOf(points, random)])),
        metrics: Object.fromEntries(
          ranges.map(([range], at) => [range, names.map((label) => metricOf(label, 10 ** at, random))]),
        ),
      },
      collections: { rows: numbered(rows) },
    };
  },
};

function seriesOf(points: readonly string[], random: Random): { label: string; value: number }[] {
  let value = 40 + random.below(30);
  return points.map((label) => {
    value = Math.max(12, value + random.below(34) - 12);
    return { label, value };
  });
}

function metricOf(
  label: string,
  scale: number,
  random: Random,
): { label: string; value: string; change: string } {
  const change = random.below(24) - 6;
  return {
    label,
    value: ((20 + random.below(79)) * scale).toLocaleString("en-US"),
    change: `${change < 0 ? "" : "+"}${change} % vs. last period`,
  };
}
