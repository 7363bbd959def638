import { applicationTypeCounts } from "./application-type-counts.ts";
import { chartImage } from "./card-charts.ts";
import type { CardFacts } from "./card-facts.ts";
import { escapeMarkdown, folded, markdownTable } from "./markdown.ts";
import { grouped, percentage } from "./statistics.ts";

export function selectionSection(facts: CardFacts): string {
  const { funnel, recipe, sftShaping } = facts;
  const rules = funnel.rules.map((rule, at) => [
    rule.rule,
    settingOf(recipe.recipe.rules[at]),
    grouped(rule.pass),
    grouped(rule.fail),
    grouped(rule.unmeasured),
    grouped(rule.firstToReject),
  ]);
  return [
    `## What was selected for \`sft\`

${funnelWords(funnel)}

${markdownTable(["rule", "setting", "pass", "fail", "unmeasured", "first to reject"], rules)}`,
    ...selectionTable(facts),
    ...shapingLines(recipe.recipe.sft, sftShaping),
    ...chartImage(facts, "application-types"),
    typesTable(facts),
  ].join("\n\n");
}

function funnelWords({ trajectories, sealed, kept, rules, selection, grading }: CardFacts["funnel"]): string {
  const passed = sealed - rules.reduce((sum, { firstToReject }) => sum + firstToReject, 0);
  const chosen = selection.length === 0 ? "" : ` ${grouped(kept)} of them were selected.`;
  const scores = grading === null ? "" : ` Scores are those of the grading \`${escapeMarkdown(grading)}\`.`;
  return `Of ${grouped(trajectories)} trajectories ${grouped(sealed)} were complete, and ${grouped(passed)} passed every
rule (${percentage(passed, sealed)}).${chosen} A score that could not be measured does not pass.${scores}`;
}

/** What was chosen among those that pass. */
function selectionTable({ funnel, recipe }: CardFacts): string[] {
  if (funnel.selection.length === 0) return [];
  const rows = funnel.selection.map(({ rule, pass, fail }, at) => [
    rule,
    settingOf(recipe.recipe.select?.[at]),
    grouped(pass),
    grouped(fail),
  ]);
  return [markdownTable(["selection", "setting", "chosen", "left out"], rows)];
}

function shapingLines(
  { maxTokens, rows }: CardFacts["recipe"]["recipe"]["sft"],
  { shortened, stepsLeftOut, tooLong, unwritable }: CardFacts["sftShaping"],
): string[] {
  const lines = [
    ...(maxTokens === undefined
      ? []
      : [
          `Rows have at most ${grouped(maxTokens)} tokens. A longer one loses whole steps, each a reply with its feedback: first those that`,
          "led to an error, then the others, the oldest first; never one that wrote a file of its website, and nothing is cut inside",
          `a message. Shortened: ${grouped(shortened)} rows, by ${grouped(stepsLeftOut)} steps. Left out, as that was not enough: ${grouped(tooLong)}.`,
        ]),
    ...(rows === "final-state"
      ? [
          `Replies were put together from the files of the chosen website. Left out, as a file is no text: ${grouped(unwritable)}.`,
        ]
      : []),
  ];
  return lines.length === 0 ? [] : [lines.join("\n")];
}

function settingOf(rule: { rule: string } | undefined): string {
  if (rule === undefined) return "";
  const { rule: _, ...setting } = rule;
  return Object.entries(setting)
    .map(([name, value]) => `${name} ${Array.isArray(value) ? value.join(" or ") : value}`)
    .join(", ");
}

function typesTable(facts: CardFacts): string {
  const rows = applicationTypeCounts(facts).map(({ type, instructions, trajectories, kept }) => [
    type,
    grouped(instructions),
    grouped(trajectories),
    grouped(kept),
    grouped(facts.sft.filter(({ applicationType }) => applicationType === type).length),
  ]);
  const heads = ["application type", "instructions", "trajectories", "kept", "sft rows"];
  return folded("The numbers", markdownTable(heads, rows));
}
