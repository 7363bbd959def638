import type { CardFacts } from "./card-facts.ts";
import { escapeMarkdown, markdownTable } from "./markdown.ts";
import { byteSize, grouped } from "./statistics.ts";

export function contentSection({ configs, gallery }: CardFacts): string {
  const rows = configs.flatMap(({ config, splits, about }) =>
    splits.map(({ record }) => [
      config,
      record.split,
      grouped(record.rows),
      byteSize(record.files.reduce((sum, { bytes }) => sum + bytes, 0)),
      about,
    ]),
  );
  return [
    `## What it is

Training data of agents that build websites from one paragraph of instructions. In each step the agent writes files, the
site is installed and started, its page is looked at and graded, and on request a GUI agent uses it. Recorded in the
manner of [WebGen-Agent](https://arxiv.org/abs/2509.22644).

${markdownTable(["configuration", "split", "rows", "size", "what"], rows)}`,
    ...galleryTable(gallery),
  ].join("\n\n");
}

const picturesInRow = 3;

/** Some of the websites, three in a row. */
function galleryTable(gallery: CardFacts["gallery"]): string[] {
  if (gallery.length === 0) return [];
  const columns = Math.min(picturesInRow, gallery.length);
  const line = (cells: readonly string[]): string =>
    `| ${Array.from({ length: columns }, (_, at) => cells[at] ?? "").join(" | ")} |`;
  const cells = gallery.map(({ path, applicationType, screenshotScore, guiScore }) => {
    const scores = `screenshot ${screenshotScore ?? "unmeasured"}, GUI ${guiScore ?? "unmeasured"}`;
    const type = escapeMarkdown(applicationType);
    return `![${type}](${path})<br>${type}: ${scores}`;
  });
  const rows = Array.from({ length: Math.ceil(cells.length / columns) }, (_, row) =>
    line(cells.slice(row * columns, (row + 1) * columns)),
  );
  return [
    `Websites of kept trajectories, one of each application type, as the judge saw them:

${[line([]), `|${"---|".repeat(columns)}`, ...rows].join("\n")}`,
  ];
}
