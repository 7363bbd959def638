import type { ShownScore, TrajectoryRow } from "../../views/trajectory-row.ts";
import { statusWords } from "../kit/score-words.ts";

/** One way of dividing the trajectories. */
export interface Facet {
  /** Its key in the URL. */
  id: string;
  label: string;
  /** The values of a row; a row is chosen when one of them is. Never empty. */
  valuesOf(row: TrajectoryRow): readonly string[];
  /** What a value is called; absent: as it is. */
  nameOf?(value: string): string;
  /** Values are listed by their own order, not by how many there are. */
  ordered?: boolean;
}

export const noValue = "none";

const unmeasured: readonly string[] = ["not-run", "judge-error", "infra-error", noValue];

/** What the list can be divided by; the recipes are those of the run. */
export function facetsOf(recipes: readonly string[]): Facet[] {
  return [
    { id: "type", label: "Application type", valuesOf: ({ applicationType }) => [applicationType] },
    scoreFacet("screenshot", "Screenshot score", ({ screenshot }) => screenshot),
    scoreFacet("gui", "GUI score", ({ gui }) => gui),
    { id: "status", label: "Status", valuesOf: ({ status }) => [status] },
    { id: "error", label: "Failed at", valuesOf: ({ errorStages }) => orNone(errorStages) },
    { id: "reason", label: "Reason", valuesOf: ({ reason }) => [reason ?? noValue] },
    { id: "model", label: "Teacher", valuesOf: ({ teacher }) => [teacher] },
    ...recipes.flatMap((recipe): Facet[] => [
      {
        id: `verdict.${recipe}`,
        label: `Verdict: ${recipe}`,
        valuesOf: ({ verdicts }) => [verdictOf(verdicts[recipe]?.kept)],
      },
      {
        id: `rule.${recipe}`,
        label: `Rejected by: ${recipe}`,
        valuesOf: ({ verdicts }) => orNone(verdicts[recipe]?.rejectedBy ?? []),
      },
    ]),
    {
      id: "review",
      label: "Review",
      valuesOf: ({ reviews }) => orNone([...new Set(reviews.map(({ decision }) => decision))]),
      nameOf: (value) => (value === noValue ? "not reviewed" : value),
    },
    { id: "label", label: "Label", valuesOf: ({ label }) => [label ?? noValue] },
  ];
}

/** The value of a score facet that a score falls under: the nearest whole score, or why there is none. */
export function scoreValue(score: ShownScore | null): string {
  if (score === null) return noValue;
  return score.value === null ? score.status : String(Math.round(score.value));
}

/** Best first, unmeasured last. */
export function compareScoreValues(a: string, b: string): number {
  return rankOf(a) - rankOf(b);
}

function scoreFacet(
  id: "screenshot" | "gui",
  label: string,
  scoreOf: (row: TrajectoryRow) => ShownScore | null,
): Facet {
  return {
    id,
    label,
    valuesOf: (row) => [scoreValue(scoreOf(row))],
    nameOf: (value) =>
      value === "not-run" || value === "judge-error" || value === "infra-error" || value === noValue
        ? statusWords(value)
        : value,
    ordered: true,
  };
}

function rankOf(value: string): number {
  const at = unmeasured.indexOf(value);
  return at === -1 ? -Number(value) : 1 + at;
}

function verdictOf(kept: boolean | undefined): string {
  if (kept === undefined) return noValue;
  return kept ? "kept" : "rejected";
}

function orNone(values: readonly string[]): readonly string[] {
  return values.length === 0 ? [noValue] : values;
}
