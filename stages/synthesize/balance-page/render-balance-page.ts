import { figureOf } from "../../../pipeline/charts/drawing.ts";
import { drawHistogram } from "../../../pipeline/charts/histogram.ts";
import { escapeHtml, formatNumber } from "../../../pipeline/charts/html.ts";
import type { BalanceReport, TestSetContact } from "../../../pipeline/instruction/balance/balance-report.ts";
import type { DuplicateCluster } from "../../../pipeline/instruction/balance/duplicate-clusters.ts";
import { requestedColors } from "../../../pipeline/instruction/requested-colors.ts";
import { facetFigure } from "./facet-figure.ts";
import { pageStyle } from "./page-style.ts";

const mostColors = 20;
const mostListed = 50;

/** The report as one HTML page with drawings, which needs neither scripts nor other files. */
export function renderBalancePage(report: BalanceReport, { subject }: { subject: string }): string {
  const title = `Balance of ${subject}`;
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>${escapeHtml(title)}</title>
<style>${pageStyle}</style>
</head>
<body>
<main>
<h1>${escapeHtml(title)}</h1>
${renderTiles(report)}
<section><h2>What is asked for</h2><div class="plots">
${facetFigure(report.applicationTypes, { title: "Application types" })}
${facetFigure(report.featureFamilies, { title: "Feature families (an instruction may be in several)" })}
${facetFigure(report.backgroundColors, { title: "Page background colors", mostRows: mostColors, swatchOf: cssColor })}
${facetFigure(report.componentColors, { title: "Component colors", mostRows: mostColors, swatchOf: cssColor })}
</div></section>
<section><h2>How it is told</h2><div class="plots">
${report.words === null ? "" : figureOf(drawHistogram(report.words, { title: "Length", axis: "words per instruction" }))}
${
  report.distances === null
    ? ""
    : figureOf(
        drawHistogram(report.distances, {
          title: "Distance to the nearest neighbour",
          axis: "words that only one of the two has, as a share (0: the same words)",
        }),
      )
}
</div></section>
<section><h2>Closest pairs</h2>
${renderTable(
  ["instruction", "nearest", "distance"],
  report.closest.map(({ id, nearest, distance }) => [id, nearest, distance.toFixed(2)]),
)}</section>
<section><h2>Near-duplicates</h2>${renderClusters(report.clusters)}</section>
${report.contamination.map(renderContact).join("\n")}
</main>
</body>
</html>
`;
}

function renderTiles({
  count,
  words,
  vocabulary,
  distances,
  clusters,
  contamination,
  withoutColors,
}: BalanceReport): string {
  const repeats = clusters.reduce((sum, cluster) => sum + cluster.repeats.length, 0);
  const accused = new Set(contamination.flatMap((contact) => contact.accused.map(({ id }) => id))).size;
  const tiles = [
    ["instructions", String(count)],
    ["words, median", words === null ? "–" : String(words.median)],
    ["distinct words", String(vocabulary.distinct)],
    ["median distance to the nearest", distances === null ? "–" : distances.median.toFixed(2)],
    ["near-duplicates", String(repeats)],
    ["too close to a test", contamination.length === 0 ? "not checked" : String(accused)],
    ["without both colors", String(withoutColors)],
  ];
  return `<dl class="tiles">${tiles.map(([name = "", value = ""]) => `<div><dt>${name}</dt><dd>${value}</dd></div>`).join("")}</dl>`;
}

function renderClusters(clusters: readonly DuplicateCluster[]): string {
  if (clusters.length === 0) return "<p>None: no two instructions say the same.</p>";
  const rows = clusters.flatMap(({ kept, repeats }) =>
    repeats.map(({ id, distance, jaccard }) => [
      kept,
      id,
      String(distance),
      `${Math.round(jaccard * 100)} %`,
    ]),
  );
  return `<p>Of those that say the same the first is the one to keep.</p>${renderTable(["to keep", "repeats it", "edits", "word pairs in both"], rows)}`;
}

function renderContact({ testSet, tests, accused, overlaps }: TestSetContact): string {
  const rows = accused.map(({ id, finding }) => [
    ...[id, finding.testId, finding.rule, formatNumber(finding.score)],
    finding.matchedText,
  ]);
  return `<section><h2>Test set ${escapeHtml(testSet)}</h2>
<p>${tests} tests; ${accused.length} instructions are too close to one.</p>
${rows.length === 0 ? "" : renderTable(["instruction", "test", "rule", "score", "both say"], rows)}
<div class="plots">${
    overlaps === null
      ? ""
      : figureOf(
          drawHistogram(overlaps, {
            title: "Proximity to the test set",
            axis: "words in common with the nearest test, as a share of the shorter text",
          }),
        )
  }</div></section>`;
}

function renderTable(heading: readonly string[], rows: readonly (readonly string[])[]): string {
  const cells = (tag: "th" | "td", row: readonly string[]): string =>
    `<tr>${row.map((cell) => `<${tag}>${escapeHtml(cell)}</${tag}>`).join("")}</tr>`;
  const more = rows.length - mostListed;
  return `<div class="scroll"><table><thead>${cells("th", heading)}</thead><tbody>${rows
    .slice(0, mostListed)
    .map((row) => cells("td", row))
    .join("\n")}</tbody></table></div>${more > 0 ? `<p class="note">And ${more} more.</p>` : ""}`;
}

/** What a color name stands for, as the instructions are read. */
function cssColor(name: string): string | null {
  const rgb = requestedColors(`Use ${name} for the background.`).background?.rgb;
  return rgb === undefined ? null : `rgb(${rgb.join(" ")})`;
}
