import { drawBars } from "../../../pipeline/charts/bar-chart.ts";
import { figureOf } from "../../../pipeline/charts/drawing.ts";
import { formatNumber } from "../../../pipeline/charts/html.ts";
import type { FacetCounts, FacetValue } from "../../../pipeline/instruction/balance/facet-counts.ts";

export interface FacetFigureOptions {
  title: string;
  /** Rows drawn at most; the others are counted below (default: all). */
  mostRows?: number;
  /** A CSS color shown beside a value. */
  swatchOf?(name: string): string | null;
}

/** A bar for each value of a facet, with a line at the even share and a mark on what stands out. */
export function facetFigure({ values, expected }: FacetCounts, options: FacetFigureOptions): string {
  const { title, mostRows = values.length, swatchOf } = options;
  const more = values.length - Math.min(values.length, mostRows);
  const rows = values.slice(0, mostRows).map((value) => ({
    name: value.name,
    count: value.count,
    mark: markOf(value),
    ...(swatchOf && { swatch: swatchOf(value.name) }),
  }));
  const note = `The line is the even share, ${formatNumber(expected)}.${more > 0 ? ` ${more} more are not drawn.` : ""}`;
  return figureOf(drawBars(rows, { title, note, line: expected }));
}

function markOf({ standing }: FacetValue): { text: string; kind: "over" | "under" } | null {
  switch (standing) {
    case "over":
      return { text: "▲ over", kind: "over" };
    case "under":
      return { text: "▼ under", kind: "under" };
    case "even":
      return null;
  }
}
