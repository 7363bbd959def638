import { publishedThresholds } from "../../../pipeline/instruction/contamination-index.ts";
import { sourceName } from "../source-name.ts";
import { chartImage } from "./card-charts.ts";
import type { CardFacts } from "./card-facts.ts";
import { escapeMarkdown, markdownTable } from "./markdown.ts";
import { grouped } from "./statistics.ts";

/** What is known of how close the instructions are to test sets; where nothing is, how to find out. */
export function contaminationSection(facts: CardFacts): string {
  const tests = comparedWith(facts);
  return ["## Contamination", tests.length === 0 ? uncompared : compared(facts, tests)].join("\n\n");
}

const uncompared = `Neither the run nor the recipe compared the instructions with a test set: nothing is known of how close they are to one.
To find out, with the test instructions in a JSON-lines file or on the Hub:

\`\`\`
npx curate balance --run RUN --decontaminate TESTS.jsonl
npx curate balance --run RUN --decontaminate hf:OWNER/NAME
\`\`\`

A model trained on this must not be measured with WebGen-Bench, or any other set of such instructions, before that.`;

function compared(facts: CardFacts, tests: readonly string[]): string {
  const { contamination, funnel, recipe } = facts;
  const rule = recipe.recipe.rules.findIndex((each) => each.rule === "contamination");
  const counts = funnel.rules[rule];
  return [
    `Instructions were held against ${tests.map(escapeMarkdown).join(", ")}, by their words, and by meaning where the run had an
embedding model.`,
    [
      `- candidates dropped as too close to a test instruction: ${grouped(contamination.dropped)} of ${grouped(contamination.candidates)}`,
      ...(counts === undefined
        ? []
        : [
            `- trajectories rejected for it by the recipe: ${grouped(counts.fail)}; not compared: ${grouped(counts.unmeasured)}`,
          ]),
    ].join("\n"),
    ...nearest(facts),
    ...(contamination.closest.length === 0 ? [] : [closestTable(contamination.closest)]),
  ].join("\n\n");
}

/** Rows of the table of nearest tests. */
const mostNearest = 10;

/** How near the instructions of the run come to the tests, however far that is. */
function nearest(facts: CardFacts): string[] {
  if (facts.proximity.length === 0) return [];
  const nearestFirst = facts.proximity.toSorted(
    (a, b) => b.wordOverlap - a.wordOverlap || (a.instructionId < b.instructionId ? -1 : 1),
  );
  const rows = nearestFirst
    .slice(0, mostNearest)
    .map(({ instructionId, testSet, testId, wordOverlap, matchedText }) => [
      instructionId,
      `${testId} of ${sourceName(testSet)}`,
      wordOverlap.toFixed(2),
      matchedText,
    ]);
  return [
    `How near the instructions of the run come to their nearest test instruction: the words that say what is asked for and
stand in both, as a share of the text with fewer. Above ${publishedThresholds.wordOverlap.toFixed(2)} an instruction counts as a copy.`,
    ...chartImage(facts, "proximity"),
    markdownTable(
      ["instruction", "nearest test instruction", "words in common", "longest run in both"],
      rows,
    ),
  ];
}

function closestTable(closest: CardFacts["contamination"]["closest"]): string {
  const rows = closest.map(({ candidate, testSet, testId, rule, score, threshold, matchedText }) => [
    candidate,
    `${testId} of ${sourceName(testSet)}`,
    rule,
    score.toFixed(2),
    threshold.toFixed(2),
    matchedText,
  ]);
  return `The closest of those that were dropped. None of them is in this dataset.

${markdownTable(["candidate", "test instruction", "measure", "value", "limit", "words in common"], rows)}`;
}

/** Test sets named by the run's configuration, by its evidence and by the recipe. */
function comparedWith({ manifest, contamination, recipe }: CardFacts): string[] {
  const named = recipe.recipe.rules.flatMap((each) => (each.rule === "contamination" ? each.against : []));
  const found = contamination.closest.map(({ testSet }) => testSet);
  return [...new Set([...configuredTestSets(manifest.config), ...found, ...named].map(sourceName))].sort();
}

function configuredTestSets(config: object): string[] {
  const synthesize: unknown = "synthesize" in config ? config.synthesize : null;
  if (synthesize === null || typeof synthesize !== "object" || !("decontaminate" in synthesize)) return [];
  const sources: unknown = synthesize.decontaminate;
  return Array.isArray(sources) ? sources.map(String) : [];
}
