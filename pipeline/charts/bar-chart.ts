import type { Drawing } from "./drawing.ts";
import { escapeHtml } from "./html.ts";

/** Lengths in the units of the drawing, which is scaled to the page's width. */
const width = 640;
const rowHeight = 22;
const barHeight = 12;
const labelWidth = 250;
const swatchSize = 12;
const countWidth = 96;

export interface BarRow {
  name: string;
  count: number;
  /** How many of them are drawn as the full bar, the others pale (default: all). */
  part?: number;
  /** Text for the end of the bar (default: the count). */
  label?: string;
  mark?: { text: string; kind: "over" | "under" } | null;
  /** A CSS color shown beside the name. */
  swatch?: string | null;
}

export interface BarChartOptions {
  title: string;
  note: string;
  /** A count at which a line is drawn. */
  line?: number;
}

/** Horizontal bars, one for each row. */
export function drawBars(rows: readonly BarRow[], { title, note, line }: BarChartOptions): Drawing {
  const most = Math.max(1, line ?? 0, ...rows.map(({ count }) => count));
  const lengthOf = (count: number): number => (count / most) * (width - labelWidth - countWidth);
  const height = rows.length * rowHeight;
  const hasSwatches = rows.some(({ swatch }) => swatch !== undefined);
  const bars = rows.map((row, at) => {
    const { name, count, part = count, label = String(count), swatch = null } = row;
    const top = at * rowHeight;
    const length = lengthOf(count).toFixed(1);
    const bar = (kind: "bar" | "rest", barLength: string): string =>
      `<rect class="${kind}" x="${labelWidth}" y="${top + 5}" width="${barLength}" height="${barHeight}" rx="2"><title>${escapeHtml(name)}: ${escapeHtml(label)}</title></rect>`;
    return [
      `<text class="label" x="${labelWidth - (hasSwatches ? swatchSize + 14 : 8)}" y="${top + 15}" text-anchor="end">${escapeHtml(name)}</text>`,
      swatch === null
        ? ""
        : `<rect class="swatch" x="${labelWidth - swatchSize - 8}" y="${top + 5}" width="${swatchSize}" height="${swatchSize}" fill="${escapeHtml(swatch)}"/>`,
      part === count ? "" : bar("rest", length),
      bar("bar", lengthOf(part).toFixed(1)),
      `<text class="count" x="${labelWidth + Number(length) + 6}" y="${top + 15}">${escapeHtml(label)}${markOf(row)}</text>`,
    ].join("");
  });
  const at = (labelWidth + lengthOf(line ?? 0)).toFixed(1);
  const lineMark =
    line === undefined ? "" : `<line class="even" x1="${at}" x2="${at}" y1="0" y2="${height}"/>\n`;
  return { title, note, width, height: height + 4, marks: `${lineMark}${bars.join("\n")}` };
}

function markOf({ mark = null }: BarRow): string {
  return mark === null ? "" : `<tspan class="${mark.kind}" dx="5">${escapeHtml(mark.text)}</tspan>`;
}
