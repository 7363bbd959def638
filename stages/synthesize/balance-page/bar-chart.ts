import type { FacetCounts, FacetValue } from "../../../pipeline/instruction/balance/facet-counts.ts";
import { escapeHtml, formatNumber } from "./html.ts";

/** Lengths in the units of the drawing, which is scaled to the page's width. */
const width = 640;
const rowHeight = 22;
const barHeight = 12;
const labelWidth = 250;
const swatchSize = 12;
const countWidth = 96;

export interface BarChartOptions {
  title: string;
  /** Rows drawn at most; the others are counted below (default: all). */
  mostRows?: number;
  /** A CSS color shown beside a value. */
  swatchOf?(name: string): string | null;
}

/** Horizontal bars, one for each value, with a line at the even share and a mark on what stands out. */
export function drawBars({ values, expected }: FacetCounts, options: BarChartOptions): string {
  const { title, mostRows = values.length, swatchOf } = options;
  const shown = values.slice(0, mostRows);
  const most = Math.max(1, expected, ...shown.map(({ count }) => count));
  const lengthOf = (count: number): number => (count / most) * (width - labelWidth - countWidth);
  const even = (labelWidth + lengthOf(expected)).toFixed(1);
  const height = shown.length * rowHeight;
  const rows = shown.map((value, at) => {
    const top = at * rowHeight;
    const bar = lengthOf(value.count).toFixed(1);
    const swatch = swatchOf?.(value.name) ?? null;
    return [
      `<text class="label" x="${labelWidth - (swatchOf ? swatchSize + 14 : 8)}" y="${top + 15}" text-anchor="end">${escapeHtml(value.name)}</text>`,
      swatch === null
        ? ""
        : `<rect class="swatch" x="${labelWidth - swatchSize - 8}" y="${top + 5}" width="${swatchSize}" height="${swatchSize}" fill="${escapeHtml(swatch)}"/>`,
      `<rect class="bar" x="${labelWidth}" y="${top + 5}" width="${bar}" height="${barHeight}" rx="2"><title>${escapeHtml(value.name)}: ${value.count}</title></rect>`,
      `<text class="count" x="${labelWidth + Number(bar) + 6}" y="${top + 15}">${value.count}${standingMark(value)}</text>`,
    ].join("");
  });
  const more = values.length - shown.length;
  return `<figure><figcaption>${escapeHtml(title)}</figcaption>
<svg viewBox="0 0 ${width} ${height + 4}" role="img" aria-label="${escapeHtml(title)}"><line class="even" x1="${even}" x2="${even}" y1="0" y2="${height}"/>
${rows.join("\n")}</svg>
<p class="note">The line is the even share, ${formatNumber(expected)}.${more > 0 ? ` ${more} more are not drawn.` : ""}</p></figure>`;
}

function standingMark({ standing }: FacetValue): string {
  switch (standing) {
    case "over":
      return '<tspan class="over" dx="5">▲ over</tspan>';
    case "under":
      return '<tspan class="under" dx="5">▼ under</tspan>';
    case "even":
      return "";
  }
}
