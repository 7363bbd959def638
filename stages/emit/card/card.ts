import type { CardFacts } from "./card-facts.ts";
import { columnsSection } from "./columns-section.ts";
import { contaminationSection } from "./contamination-section.ts";
import { contentSection } from "./content-section.ts";
import { exampleSection } from "./example-section.ts";
import { frontMatter } from "./front-matter.ts";
import { licenceSection } from "./licence-section.ts";
import { limitsSection } from "./limits-section.ts";
import { loadingSection } from "./loading-section.ts";
import { makingSection } from "./making-section.ts";
import { escapeMarkdown } from "./markdown.ts";
import { rebuildSection } from "./rebuild-section.ts";
import { reliabilitySection } from "./reliability-section.ts";
import { scoresSection } from "./scores-section.ts";
import { selectionSection } from "./selection-section.ts";
import { grouped } from "./statistics.ts";
import { stepsSection } from "./steps-section.ts";
import { tokensSection } from "./tokens-section.ts";

/** The dataset's README.md. Everything in it is computed; the same facts give the same text. */
export function datasetCard(facts: CardFacts): string {
  return `${[
    frontMatter(facts),
    `# ${escapeMarkdown(facts.recipe.recipe.name)}`,
    ...rehearsalBanner(facts),
    escapeMarkdown(facts.recipe.recipe.description),
    glance(facts),
    contentSection(facts),
    ...exampleSection(facts),
    loadingSection(facts),
    columnsSection(facts),
    makingSection(facts),
    selectionSection(facts),
    scoresSection(facts),
    reliabilitySection(facts),
    stepsSection(facts),
    tokensSection(facts),
    contaminationSection(facts),
    licenceSection(facts),
    limitsSection(facts),
    rebuildSection(facts),
  ].join("\n\n")}\n`;
}

/** The numbers that a reader looks for first. */
function glance({ survey, kept, sft, tokenizer, recipe }: CardFacts): string {
  const tokens = sft.reduce((sum, row) => sum + row.tokens, 0);
  const teachers = [...new Set(survey.trajectories.map(({ teacher }) => teacher))].sort();
  const parts: [string, string][] = [
    ["teacher", teachers.map(escapeMarkdown).join(", ") || "none"],
    ["trajectories", `${grouped(survey.trajectories.length)}, ${grouped(kept.size)} kept`],
    ["tokens in `sft`", `${grouped(tokens)}${tokenizer.exact ? "" : " (estimate)"}`],
    ["licence", recipe.recipe.license ?? "none named"],
  ];
  return parts.map(([what, value]) => `**${what}** ${value}`).join(" · ");
}

function rehearsalBanner({ survey }: CardFacts): string[] {
  if (survey.label === null) return [];
  return [
    `> [!WARNING]
> **Rehearsal data: not for training.** Some or all of it was written and graded by this tool's built-in rehearsal
> models, which fill templates and exist to try the pipeline. It says nothing about any real model.`,
  ];
}
