import type { CardFacts } from "./card-facts.ts";
import { contaminationSection } from "./contamination-section.ts";
import { frontMatter } from "./front-matter.ts";
import { licenceSection } from "./licence-section.ts";
import { limitsSection } from "./limits-section.ts";
import { loadingSection } from "./loading-section.ts";
import { makingSection } from "./making-section.ts";
import { escapeMarkdown, markdownTable } from "./markdown.ts";
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
    contentSection(facts),
    makingSection(facts),
    selectionSection(facts),
    scoresSection(facts),
    stepsSection(facts),
    tokensSection(facts),
    loadingSection(facts),
    contaminationSection(facts),
    licenceSection(facts),
    limitsSection(facts),
  ].join("\n\n")}\n`;
}

function rehearsalBanner({ survey }: CardFacts): string[] {
  if (survey.label === null) return [];
  return [
    `> [!WARNING]
> **Rehearsal data: not for training.** Some or all of it was written and graded by this tool's built-in rehearsal
> models, which fill templates and exist to try the pipeline. It says nothing about any real model.`,
  ];
}

function contentSection({ configs }: CardFacts): string {
  const rows = configs.flatMap(({ config, splits, about }) =>
    splits.map(({ record }) => [
      config,
      record.split,
      grouped(record.rows),
      grouped(record.files.reduce((sum, { bytes }) => sum + bytes, 0)),
      about,
    ]),
  );
  return `## What it is

Training data of agents that build websites from one paragraph of instructions: in each step the agent writes files, the
site is installed and started, its page is looked at and graded, and on request a GUI agent uses it. Recorded in the
manner of WebGen-Agent (arXiv 2509.22644).

${markdownTable(["configuration", "split", "rows", "bytes", "what"], rows)}`;
}
