import { tokenizer } from "../../../pipeline/measure/token-count.ts";
import type { CardFacts } from "./card-facts.ts";
import { markdownTable } from "./markdown.ts";
import { grouped, percentage, quantile, sortedNumbers } from "./statistics.ts";

/** Limits that trainers of this data used, and common context lengths. */
const limits = [8_192, 9_000, 16_384, 23_767, 28_672, 32_768, 65_536];

export function tokensSection({ sft, promptTokens, survey, rewarded }: CardFacts): string {
  const steps = survey.trajectories.flatMap(({ id, entryTokens }) => (rewarded.has(id) ? entryTokens : []));
  const columns = [
    sft.map(({ tokens }) => tokens),
    promptTokens,
    steps.map(({ prompt }) => prompt),
    steps.map(({ completion }) => completion),
  ].map(sortedNumbers);
  const row = (name: string, cell: (sorted: readonly number[]) => string | number): (string | number)[] => [
    name,
    ...columns.map(cell),
  ];
  const quantileRow = (name: string, share: number): (string | number)[] =>
    row(name, (sorted) => groupedOrNone(quantile(sorted, share)));
  return `## Token lengths

Counted with ${tokenizer}: not the tokenizer of any model trained on this. Count again with yours; trainers cut or drop
what is longer than their limit, mostly without a word.

${markdownTable(
  ["tokens", "`sft` row", "`prompts` row", "`steps` prompt", "`steps` completion"].map((header) =>
    header.replaceAll("`", ""),
  ),
  [
    quantileRow("median", 0.5),
    quantileRow("95 %", 0.95),
    quantileRow("longest", 1),
    ...limits.map((limit) =>
      row(`at most ${grouped(limit)}`, (sorted) =>
        percentage(sorted.filter((tokens) => tokens <= limit).length, sorted.length),
      ),
    ),
  ],
)}`;
}

function groupedOrNone(value: number | "-"): string {
  return value === "-" ? value : grouped(value);
}
