import { toolVersions } from "../tool-versions.ts";
import type { CardFacts } from "./card-facts.ts";
import { escapeMarkdown, markdownTable } from "./markdown.ts";
import { grouped } from "./statistics.ts";

/** How the same bytes are made again, and how two versions are compared. */
export function rebuildSection({ recipe: { recipe, hash }, manifest, survey, tokenizer }: CardFacts): string {
  const { name } = recipe;
  const facts = [
    ["recipe", `${name}, ${hash}`],
    ["run configuration", manifest.configHash],
    ["prompt set", `${manifest.promptSet.name}, ${manifest.promptSet.hash}`],
    ["instructions", survey.instructionsDigest],
    ["tokenizer", tokenizer.exact ? `${tokenizer.name}, ${tokenizer.hash}` : tokenizer.name],
    ...Object.entries(toolVersions()),
  ];
  return `## How to make it again

With the run that it was made from, the same recipe and the same versions of the tools give the same bytes, on any machine.
\`manifest.json\` names each of the ${grouped(survey.trajectories.length)} source trajectories with the digest of its journal, and the hash of every file and of all rows.

\`\`\`
npx curate emit --run RUN --recipe ${escapeMarkdown(name)}     # no model is asked
npx curate verify DATASET --run RUN    # made again and compared to the byte
npx curate verify DATASET --files-only # without the run: hashes, rows, columns, features
npx curate diff OLDER NEWER            # rows that entered, left or changed, and why
\`\`\`

${markdownTable(["made with", "which"], facts)}

A released version ends with the list of all releases and what each changed.`;
}
