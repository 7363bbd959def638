import { sourceName } from "../source-name.ts";
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

function compared({ contamination, funnel, recipe }: CardFacts, tests: readonly string[]): string {
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
    ...(contamination.closest.length === 0 ? [] : [closestTable(contamination.closest)]),
  ].join("\n\n");
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
