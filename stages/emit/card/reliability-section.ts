import type { Reliability } from "../../../pipeline/contracts/generated/reliability.ts";
import type { CardFacts } from "./card-facts.ts";
import { escapeMarkdown, folded, markdownTable } from "./markdown.ts";
import { grouped } from "./statistics.ts";

type JudgeReliability = Reliability["types"][number]["judges"][number];

/** How far the scores can be relied on; where nobody looked, how to find out. */
export function reliabilitySection({ reliability, replays }: CardFacts): string {
  return [
    "## How far the judges can be relied on",
    ...(reliability.length === 0
      ? [unknown]
      : [agreementTable(reliability), ...keepTables(reliability), ...typeTables(reliability)]),
    ...replays.map(({ grading, verified, notVerified, tellNothing }) => {
      const all = verified + notVerified + tellNothing;
      return `**GUI tests done again without a model** (${named(grading)}): of ${grouped(all)} passed tests ${grouped(verified)} do again what they did, ${grouped(notVerified)} do not; ${grouped(tellNothing)} tell nothing, as they did nothing that could be repeated or the machine failed.`;
    }),
  ].join("\n\n");
}

const unknown = `The judges were asked once, and no person has reviewed a trajectory: how far the scores can be relied on is not known.
To find out: \`npx curate regrade --run RUN --times 3\` asks them again, \`npx curate audit --run RUN\` takes people's reviews.`;

function agreementTable(reliability: readonly Reliability[]): string {
  const rows = reliability.flatMap(({ grading, types }) =>
    judgesOf(types).flatMap(({ judge, repeated, recordedAgainstNew, peopleAgainstNew }) => [
      ...(repeated.units === 0 ? [] : [[named(grading), judge, "its repeats", ...numbers(repeated), "-"]]),
      ...(recordedAgainstNew.units === 0
        ? []
        : [[named(grading), judge, "the recorded score", ...pairNumbers(recordedAgainstNew)]]),
      ...(peopleAgainstNew.units === 0
        ? []
        : [[named(grading), judge, "people", ...pairNumbers(peopleAgainstNew)]]),
    ]),
  );
  return `Each judge's scores of the chosen steps, held against its own repeats, the score that was recorded, and the scores that
people gave. Alpha is Krippendorff's (interval scale), with the interval in which it lies with 95 % confidence; kappa is
Cohen's with quadratic weights. 1 is full agreement, 0 what chance gives; "-" is what the grades do not tell.

${markdownTable(["scores", "judge", "held against", "steps", "equal", "alpha", "95 %", "kappa"], rows)}`;
}

/** How well a minimum finds what people keep, of each judge that people's decisions are known of. */
function keepTables(reliability: readonly Reliability[]): string[] {
  return reliability.flatMap(({ grading, types }) =>
    judgesOf(types).flatMap(({ judge, keep }) => {
      if (keep.every(({ precision, recall }) => precision === null && recall === null)) return [];
      const rows = keep.map(({ min, precision, recall }) => [min, decimal(precision), decimal(recall)]);
      return `What people keep, as a minimum of the ${judge} score (${named(grading)}) finds it:

${markdownTable(["minimum", "precision", "recall"], rows)}`;
    }),
  );
}

/** The same numbers for each application type, where there is more than one. */
function typeTables(reliability: readonly Reliability[]): string[] {
  return reliability.flatMap(({ grading, types }) => {
    const rows = types.flatMap(({ applicationType, judges }) =>
      applicationType === null
        ? []
        : judges.flatMap(({ judge, repeated, recordedAgainstNew, peopleAgainstNew }) =>
            repeated.units + recordedAgainstNew.units + peopleAgainstNew.units === 0
              ? []
              : [
                  [
                    applicationType,
                    judge,
                    ...[repeated, recordedAgainstNew, peopleAgainstNew].flatMap(({ units, exact }) => [
                      grouped(units),
                      share(exact),
                    ]),
                  ],
                ],
          ),
    );
    if (types.length < 3 || rows.length === 0) return [];
    const heads = ["repeats", "equal", "as recorded", "equal", "by people", "equal"];
    return folded(
      `By application type (${named(grading)})`,
      markdownTable(["application type", "judge", ...heads], rows),
    );
  });
}

/** Judges over all application types. */
function judgesOf(types: Reliability["types"]): JudgeReliability[] {
  return types.find(({ applicationType }) => applicationType === null)?.judges ?? [];
}

function named(grading: string | null): string {
  return grading === null ? "recorded" : `grading ${escapeMarkdown(grading)}`;
}

function numbers({ units, exact, alpha, alphaInterval }: JudgeReliability["repeated"]): string[] {
  const interval =
    alphaInterval === null ? "-" : `${decimal(alphaInterval.low)} to ${decimal(alphaInterval.high)}`;
  return [grouped(units), share(exact), decimal(alpha), interval];
}

function pairNumbers(pair: JudgeReliability["peopleAgainstNew"]): string[] {
  return [...numbers(pair), decimal(pair.kappa)];
}

function share(value: number | null): string {
  return value === null ? "-" : `${(100 * value).toFixed(0)} %`;
}

function decimal(value: number | null): string {
  return value === null ? "-" : value.toFixed(2);
}
