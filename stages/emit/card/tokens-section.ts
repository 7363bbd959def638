import { chartImage } from "./card-charts.ts";
import type { CardFacts } from "./card-facts.ts";
import { escapeMarkdown, markdownTable } from "./markdown.ts";
import { grouped, percentage, quantile, sortedNumbers } from "./statistics.ts";

/** Limits that trainers of this data used (9,000, 23,767, 28,672 and 32,768), and common context lengths. */
const limits = [8_192, 9_000, 16_384, 23_767, 28_672, 32_768, 65_536, 131_072];

export function tokensSection(facts: CardFacts): string {
  const { sft, promptTokens, survey, rewarded, tokenizer } = facts;
  const steps = survey.trajectories.flatMap(({ id, entryTokens }) => (rewarded.has(id) ? entryTokens : []));
  const columns = [
    sft.map(({ tokens }) => tokens),
    promptTokens,
    steps.map(({ prompt }) => prompt),
    steps.map(({ completion }) => completion),
  ].map(sortedNumbers);
  return `## Token lengths

${countedBy(tokenizer)} Trainers cut or drop what is longer than their limit, mostly without a word.

${[...chartImage(facts, "token-lengths"), ""].join("\n\n")}${markdownTable(
  ["tokens", "sft row", "prompts row", "steps prompt", "steps completion"],
  [
    ["median", ...columns.map((sorted) => quantileText(sorted, 0.5))],
    ["95 %", ...columns.map((sorted) => quantileText(sorted, 0.95))],
    ["longest", ...columns.map((sorted) => quantileText(sorted, 1))],
    ...tellingLimits(columns).map((limit) => [
      `at most ${grouped(limit)}`,
      ...columns.map((sorted) => percentage(countAtMost(sorted, limit), sorted.length)),
    ]),
  ],
)}`;
}

function countedBy({ name, exact }: CardFacts["tokenizer"]): string {
  return exact
    ? `Counted with the tokenizer and the chat template of \`${escapeMarkdown(name)}\`.`
    : `Counted with ${escapeMarkdown(name)}: not the tokenizer of any model trained on this. Count again with yours.`;
}

/** The limits up to the first that nothing is longer than: the others would say the same. */
function tellingLimits(columns: readonly (readonly number[])[]): number[] {
  const longest = Math.max(0, ...columns.map((sorted) => sorted.at(-1) ?? 0));
  const enough = limits.findIndex((limit) => longest <= limit);
  return enough < 0 ? limits : limits.slice(0, enough + 1);
}

function countAtMost(sorted: readonly number[], limit: number): number {
  return sorted.filter((tokens) => tokens <= limit).length;
}

function quantileText(sorted: readonly number[], share: number): string {
  const value = quantile(sorted, share);
  return value === "-" ? value : grouped(value);
}
