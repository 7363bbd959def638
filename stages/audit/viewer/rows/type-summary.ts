import type { TrajectoryRow } from "../../views/trajectory-row.ts";

export interface TypeSummary {
  type: string;
  count: number;
  /** Means over the measured scores; null where none is. */
  meanScreenshot: number | null;
  meanGui: number | null;
  /** Of those that a recipe judged; null where it judged none, or there is no recipe. */
  keptShare: number | null;
}

/** Each application type with what came of it, most frequent first. */
export function summarizeTypes(rows: readonly TrajectoryRow[], recipe: string | null): TypeSummary[] {
  return [...Map.groupBy(rows, ({ applicationType }) => applicationType)]
    .map(([type, ofType]) => {
      const verdicts = recipe === null ? [] : ofType.flatMap(({ verdicts }) => verdicts[recipe] ?? []);
      return {
        type,
        count: ofType.length,
        meanScreenshot: mean(ofType.flatMap(({ screenshot }) => screenshot?.value ?? [])),
        meanGui: mean(ofType.flatMap(({ gui }) => gui?.value ?? [])),
        keptShare: mean(verdicts.map(({ kept }) => (kept ? 1 : 0))),
      };
    })
    .sort((a, b) => b.count - a.count || (a.type < b.type ? -1 : 1));
}

function mean(values: readonly number[]): number | null {
  return values.length === 0 ? null : values.reduce((sum, value) => sum + value, 0) / values.length;
}
