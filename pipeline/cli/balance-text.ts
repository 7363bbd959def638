import type { BalanceReport } from "../instruction/balance/balance-report.ts";
import type { Distribution } from "../instruction/balance/distribution.ts";
import type { FacetCounts } from "../instruction/balance/facet-counts.ts";
import { formatTable } from "./table.ts";

const mostColors = 8;
const mostListed = 5;

/** The report for a terminal. */
export function formatBalance(report: BalanceReport): string {
  const { count, words, vocabulary, distances, clusters, contamination } = report;
  const repeats = clusters.reduce((sum, cluster) => sum + cluster.repeats.length, 0);
  return [
    `${count} instructions; ${vocabulary.distinct} distinct words in ${vocabulary.total}, ${vocabulary.occurringOnce} of them once`,
    ...(words === null ? [] : [`length in words: ${formatDistribution(words, 0)}`]),
    ...(distances === null ? [] : [`distance to the nearest neighbour: ${formatDistribution(distances, 2)}`]),
    ...(report.withoutColors > 0 ? [`${report.withoutColors} do not fix both colors`] : []),
    "",
    ...formatFacet("application type", report.applicationTypes),
    ...formatFacet("feature family", report.featureFamilies),
    ...formatFacet("background color", report.backgroundColors, mostColors),
    ...formatFacet("component color", report.componentColors, mostColors),
    repeats === 0
      ? "near-duplicates: none"
      : `near-duplicates: ${repeats} repeat one of ${clusters.length} others, of which the first is the one to keep`,
    ...clusters
      .slice(0, mostListed)
      .map(
        ({ kept, repeats: members }) => `  ${kept} is repeated by ${members.map(({ id }) => id).join(", ")}`,
      ),
    ...contamination.flatMap(({ testSet, tests, accused, overlaps }) => [
      `test set ${testSet}: ${accused.length} of ${count} are too close to one of its ${tests} tests`,
      ...accused
        .slice(0, mostListed)
        .map(
          ({ id, finding }) =>
            `  ${id}: ${finding.rule} ${finding.score.toFixed(2)} with ${finding.testId}, both say ${JSON.stringify(finding.matchedText)}`,
        ),
      ...(overlaps === null
        ? []
        : [`  word overlap with the nearest test: ${formatDistribution(overlaps, 2)}`]),
    ]),
  ].join("\n");
}

function formatDistribution({ min, p5, median, p95, max }: Distribution, decimals: number): string {
  const [low, five, middle, most, high] = [min, p5, median, p95, max].map((value) => value.toFixed(decimals));
  return `${low} to ${high}, median ${middle}, nine in ten between ${five} and ${most}`;
}

function formatFacet(
  name: string,
  { values, expected, evenness }: FacetCounts,
  most = values.length,
): string[] {
  if (values.length === 0) return [];
  const marks = { over: "over", under: "under", even: "" };
  const more = values.length - most;
  return [
    formatTable(
      [name, "count", ""],
      values.slice(0, most).map((value) => [value.name, value.count, marks[value.standing]]),
    ),
    `  ${more > 0 ? `and ${more} more; ` : ""}even share ${expected.toFixed(1)}, evenness ${evenness.toFixed(2)}`,
    "",
  ];
}
