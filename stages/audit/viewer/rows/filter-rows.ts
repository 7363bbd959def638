import type { TrajectoryRow } from "../../views/trajectory-row.ts";
import { compareScoreValues, type Facet } from "./facets.ts";

/** Chosen values by facet; a facet that nothing is chosen of lets every row through. */
export type Chosen = ReadonlyMap<string, ReadonlySet<string>>;

export interface FacetCount {
  value: string;
  /** Rows with this value that all other facets let through: what choosing it would show. */
  count: number;
}

export interface FilteredRows {
  rows: TrajectoryRow[];
  counts: Map<string, FacetCount[]>;
}

/**
 * The rows that the search and all facets let through, and for each facet what each of its values would show. One pass:
 * a row that fails one facet counts there and nowhere else.
 */
export function filterRows(
  rows: readonly TrajectoryRow[],
  facets: readonly Facet[],
  chosen: Chosen,
  isFound: (row: TrajectoryRow) => boolean,
): FilteredRows {
  const shown: TrajectoryRow[] = [];
  const tallies = facets.map(() => new Map<string, number>());
  for (const row of rows) {
    const found = isFound(row);
    const values = facets.map((facet) => facet.valuesOf(row));
    const failing = facets.flatMap(({ id }, at) => (isChosen(chosen.get(id), values[at]) ? [] : [at]));
    if (found && failing.length === 0) shown.push(row);
    for (const [at, tally] of tallies.entries()) {
      const counts = found && (failing.length === 0 || (failing.length === 1 && failing[0] === at));
      // a value that nothing would show is still there to be seen
      for (const value of values[at] ?? []) tally.set(value, (tally.get(value) ?? 0) + (counts ? 1 : 0));
    }
  }
  const counts = new Map(facets.map((facet, at) => [facet.id, sortCounts(facet, tallies[at] ?? new Map())]));
  return { rows: shown, counts };
}

function isChosen(chosen: ReadonlySet<string> | undefined, values: readonly string[] = []): boolean {
  return chosen === undefined || chosen.size === 0 || values.some((value) => chosen.has(value));
}

function sortCounts(facet: Facet, tally: ReadonlyMap<string, number>): FacetCount[] {
  const counts = [...tally].map(([value, count]) => ({ value, count }));
  return facet.ordered
    ? counts.sort((a, b) => compareScoreValues(a.value, b.value))
    : counts.sort((a, b) => b.count - a.count || (a.value < b.value ? -1 : 1));
}
