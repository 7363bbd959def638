import { chartColors, chartRules, darkChartColors } from "./chart-style.ts";
import { escapeHtml } from "./html.ts";

/** A chart, to be put into a page or written as a file of its own. */
export interface Drawing {
  title: string;
  /** In the units of its marks. */
  width: number;
  height: number;
  /** SVG elements. */
  marks: string;
  /** What a reader must know beside it; plain text. */
  note: string;
}

/** The chart as a figure of an HTML page that has the style of charts. */
export function figureOf({ title, width, height, marks, note }: Drawing): string {
  return `<figure><figcaption>${escapeHtml(title)}</figcaption>
<svg viewBox="0 0 ${width} ${height}" role="img" aria-label="${escapeHtml(title)}">${marks}</svg>
<p class="note">${escapeHtml(note)}</p></figure>`;
}

const margin = 16;
const titleHeight = 30;

/** The chart as an SVG file that stands alone: with its title, its ground, and colors for bright and for dark pages. */
export function svgFile({ title, width, height, marks, note }: Drawing): string {
  const full = { width: width + 2 * margin, height: titleHeight + height + 2 * margin };
  return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${full.width} ${full.height}" width="${full.width}" height="${full.height}" role="img" aria-labelledby="title note">
<title id="title">${escapeHtml(title)}</title>
<desc id="note">${escapeHtml(note)}</desc>
<style>
svg { ${chartColors} font: 12px system-ui, -apple-system, "Segoe UI", sans-serif; }
@media (prefers-color-scheme: dark) { svg { ${darkChartColors} } }
.panel { fill: var(--panel); }
.title { fill: var(--ink); font-size: 15px; font-weight: 600; }
${chartRules}</style>
<rect class="panel" width="${full.width}" height="${full.height}" rx="8"/>
<text class="title" x="${margin}" y="${margin + 12}">${escapeHtml(title)}</text>
<g transform="translate(${margin} ${margin + titleHeight})">
${marks}
</g>
</svg>
`;
}
