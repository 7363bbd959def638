import type { TrajectoryRow } from "../../views/trajectory-row.ts";

/** The recipes by which any of the rows was judged, sorted. */
export function recipesOf(rows: readonly TrajectoryRow[]): string[] {
  return [...new Set(rows.flatMap(({ verdicts }) => Object.keys(verdicts)))].sort();
}
