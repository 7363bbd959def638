import type { CardFacts, SftFacts } from "./card-facts.ts";
import { markdownTable } from "./markdown.ts";
import { grouped, percentage } from "./statistics.ts";

export function selectionSection({ funnel, recipe, sft, sftShaping, survey }: CardFacts): string {
  const rules = funnel.rules.map((rule, at) => [
    rule.rule,
    settingOf(recipe.recipe.rules[at]),
    grouped(rule.pass),
    grouped(rule.fail),
    grouped(rule.unmeasured),
    grouped(rule.firstToReject),
  ]);
  return `## What was selected for \`sft\`

Of ${grouped(funnel.trajectories)} trajectories ${grouped(funnel.sealed)} were complete, and ${grouped(funnel.kept)} passed every
rule (${percentage(funnel.kept, funnel.sealed)}). A score that could not be measured does not pass.

${markdownTable(["rule", "setting", "pass", "fail", "unmeasured", "first to reject"], rules)}

${shapingLines(recipe.recipe.sft, sftShaping)}${typesTable(sft, survey)}`;
}

function shapingLines(
  { maxTokens, rows }: CardFacts["recipe"]["recipe"]["sft"],
  { shortened, stepsLeftOut, tooLong, unwritable }: CardFacts["sftShaping"],
): string {
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
  return lines.length === 0 ? "" : `${lines.join("\n")}\n\n`;
}

function settingOf(rule: CardFacts["recipe"]["recipe"]["rules"][number] | undefined): string {
  if (rule === undefined) return "";
  const { rule: _, ...setting } = rule;
  return Object.entries(setting)
    .map(([name, value]) => `${name} ${Array.isArray(value) ? value.join(" or ") : value}`)
    .join(", ");
}

function typesTable(sft: readonly SftFacts[], survey: CardFacts["survey"]): string {
  const instructions = [...survey.instructions.values()];
  const types = [...new Set(instructions.map(({ applicationType }) => applicationType))].sort();
  const count = (items: readonly { applicationType: string }[], type: string): number =>
    items.filter(({ applicationType }) => applicationType === type).length;
  const recorded = survey.trajectories.flatMap(
    ({ instructionId }) => survey.instructions.get(instructionId) ?? [],
  );
  const rows = types.map((type) => [
    type,
    grouped(count(instructions, type)),
    grouped(count(recorded, type)),
    grouped(count(sft, type)),
  ]);
  return markdownTable(["application type", "instructions", "trajectories", "sft rows"], rows);
}
