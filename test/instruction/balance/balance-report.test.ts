import { expect, test } from "vitest";
import { type BalanceOptions, measureBalance } from "../../../pipeline/instruction/balance/balance-report.ts";
import { loadTaxonomy } from "../../../pipeline/instruction/taxonomy.ts";
import { publishedRows, testOnPublished } from "../../support/published-data.ts";

const taxonomy = await loadTaxonomy();

const instructionOf = (id: string, about: string, application_type = "Discussion Forums") => ({
  id,
  application_type,
  instruction: `Please implement a site for ${about}. Users can search. Use white for the background and navy for the components.`,
});
const tea = instructionOf("tea", "oolong leaves from Taiwan and their prices");
const chess = instructionOf(
  "chess",
  "endgame studies with kings, rooks and pawns on the wooden boards of many old clubs",
);

function measure(instructions: BalanceOptions["instructions"], tests: BalanceOptions["tests"] = []) {
  return measureBalance({ instructions, taxonomy, tests });
}

test("Counts, lengths, words, facets and duplicates of a set", () => {
  const again = { ...tea, id: "again", instruction: tea.instruction.replace("prices", "price") };
  const report = measure([tea, chess, again, { ...chess, id: "bare", instruction: "Make a calendar." }]);
  expect(report).toMatchObject({ count: 4, withoutColors: 1, words: { min: 3, max: 33 } });
  expect(report.applicationTypes.values[0]).toMatchObject({
    name: "Discussion Forums",
    count: 4,
  });
  expect(report.applicationTypes.values).toHaveLength(21);
  expect(report.backgroundColors.values).toEqual([{ name: "white", count: 3, standing: "even" }]);
  expect(report.featureFamilies.values[0]).toMatchObject({ name: "Search and Sorting", count: 3 });
  expect(report.clusters).toEqual([
    {
      kept: "tea",
      repeats: [{ id: "again", kind: "near-duplicate", distance: 1, jaccard: expect.any(Number) }],
    },
  ]);
  expect(report.closest[0]).toMatchObject({ id: "tea", nearest: "again" });
  expect(report.closest).not.toContainEqual(expect.objectContaining({ id: "again", nearest: "tea" }));
  expect(report.contamination).toEqual([]);
});

test("Each test set is reported by itself", () => {
  const { contamination } = measure(
    [tea, chess],
    [
      { testSet: "one", id: "1", instruction: tea.instruction },
      { testSet: "two", id: "1", instruction: "Violins and cellos for orchestras" },
      { testSet: "two", id: "2", instruction: "Trombones and tubas for bands" },
    ],
  );
  expect(contamination).toMatchObject([
    { testSet: "one", tests: 1, accused: [{ id: "tea", finding: { score: 1 } }], overlaps: { max: 1 } },
    { testSet: "two", tests: 2, accused: [], overlaps: { max: 0 } },
  ]);
});

test("An empty set has a report as well", () => {
  expect(measure([])).toMatchObject({ count: 0, words: null, distances: null, closest: [], clusters: [] });
});

testOnPublished("The published training set is measured against the test set", () => {
  const tests = publishedRows("test").map((row) => ({ ...row, testSet: "bench" }));
  const report = measure(publishedRows("training"), tests);
  expect(report).toMatchObject({
    count: 501,
    withoutColors: 0,
    clusters: [],
    words: { median: 75, max: 134 },
    contamination: [{ tests: 101, accused: [] }],
  });
  const under = report.applicationTypes.values.filter(({ standing }) => standing === "under");
  expect(under.map(({ name }) => name)).toContain("News Aggregators");
});
