import type { Drawing } from "./drawing.ts";
import { escapeHtml } from "./html.ts";

/** Lengths in the units of the drawing, which is scaled to the page's width. */
const width = 640;
const height = 200;
const plot = { left: 12, right: 12, top: 20, bottom: 40 } as const;
const mostColumnWidth = 64;

export interface Column {
  name: string;
  count: number;
  /** How many of them are drawn as the full column, the others pale (default: all). */
  part?: number;
}

/** Columns side by side, one for each value, with its count above. */
export function drawColumns(
  columns: readonly Column[],
  { title, note, axis }: { title: string; note: string; axis: string },
): Drawing {
  const most = Math.max(1, ...columns.map(({ count }) => count));
  const room = (width - plot.left - plot.right) / Math.max(1, columns.length);
  const columnWidth = Math.min(mostColumnWidth, room * 0.7);
  const base = height - plot.bottom;
  const heightOf = (count: number): number => (count / most) * (base - plot.top);
  const drawn = columns.map(({ name, count, part = count }, at) => {
    const middle = plot.left + (at + 0.5) * room;
    const column = (kind: "bar" | "rest", tall: number): string =>
      `<rect class="${kind}" x="${(middle - columnWidth / 2).toFixed(1)}" y="${(base - tall).toFixed(1)}" width="${columnWidth.toFixed(1)}" height="${tall.toFixed(1)}" rx="2"/>`;
    return [
      part === count ? "" : column("rest", heightOf(count)),
      column("bar", heightOf(part)),
      `<text class="count" x="${middle.toFixed(1)}" y="${(base - heightOf(count) - 5).toFixed(1)}" text-anchor="middle">${count}</text>`,
      `<text class="label" x="${middle.toFixed(1)}" y="${base + 16}" text-anchor="middle">${escapeHtml(name)}</text>`,
    ].join("");
  });
  return {
    ...{ title, note, width, height },
    marks: `<line class="axis" x1="${plot.left}" x2="${width - plot.right}" y1="${base}" y2="${base}"/>
${drawn.join("\n")}
<text class="tick" x="${width / 2}" y="${height - 6}" text-anchor="middle">${escapeHtml(axis)}</text>`,
  };
}
