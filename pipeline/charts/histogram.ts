import type { Distribution } from "../instruction/balance/distribution.ts";
import type { Drawing } from "./drawing.ts";
import { escapeHtml, formatNumber } from "./html.ts";

/** Lengths in the units of the drawing, which is scaled to the page's width. */
const width = 640;
const height = 180;
const plot = { left: 44, right: 12, top: 14, bottom: 36 } as const;
const gap = 2;
const mostTicks = 12;

/** Columns, one for each bin, with the median as a line. */
export function drawHistogram(
  { bins, median, p5, p95 }: Distribution,
  options: { title: string; axis: string },
): Drawing {
  const { title, axis } = options;
  const first = bins[0]?.from ?? 0;
  const last = bins.at(-1)?.to ?? 1;
  const most = Math.max(1, ...bins.map(({ count }) => count));
  const x = (value: number): number =>
    plot.left + ((value - first) / (last - first)) * (width - plot.left - plot.right);
  const y = (count: number): number =>
    height - plot.bottom - (count / most) * (height - plot.top - plot.bottom);
  const base = height - plot.bottom;
  const columns = bins.map(({ from, to, count }) => {
    const range = `${formatNumber(from)} to ${formatNumber(to)}: ${count}`;
    const columnWidth = Math.max(1, x(to) - x(from) - gap).toFixed(1);
    return `<rect class="bar" x="${(x(from) + gap / 2).toFixed(1)}" y="${y(count).toFixed(1)}" width="${columnWidth}" height="${(base - y(count)).toFixed(1)}" rx="2"><title>${range}</title></rect>`;
  });
  const every = Math.ceil(bins.length / mostTicks);
  const ticks = bins
    .filter((_, at) => at % every === 0)
    .map(
      ({ from }) =>
        `<text class="tick" x="${x(from).toFixed(1)}" y="${base + 15}" text-anchor="middle">${formatNumber(from)}</text>`,
    );
  const middle = x(median).toFixed(1);
  return {
    ...{ title, width, height },
    marks: `<line class="axis" x1="${plot.left}" x2="${width - plot.right}" y1="${base}" y2="${base}"/>
<text class="tick" x="${plot.left - 6}" y="${plot.top + 4}" text-anchor="end">${most}</text>
<text class="tick" x="${plot.left - 6}" y="${base + 4}" text-anchor="end">0</text>
${columns.join("\n")}
${ticks.join("")}
<line class="even" x1="${middle}" x2="${middle}" y1="${plot.top - 8}" y2="${base}"/>
<text class="tick" x="${(plot.left + width - plot.right) / 2}" y="${height - 4}" text-anchor="middle">${escapeHtml(axis)}</text>`,
    note: `Median ${formatNumber(median)}, shown as a line; nine in ten lie between ${formatNumber(p5)} and ${formatNumber(p95)}.`,
  };
}
