import type { TrajectoryRow } from "../../views/trajectory-row.ts";

const searchable = new WeakMap<TrajectoryRow, string>();

/**
 * Whether each word of the search stands in a row's instruction or id, in any case. `elsewhere` are trajectories whose
 * files and feedback the server found it in.
 */
export function matchRows(search: string, elsewhere: ReadonlySet<string>): (row: TrajectoryRow) => boolean {
  const words = search
    .toLowerCase()
    .split(/\s+/)
    .filter((word) => word !== "");
  if (words.length === 0) return () => true;
  return (row) => elsewhere.has(row.id) || words.every((word) => textOf(row).includes(word));
}

function textOf(row: TrajectoryRow): string {
  const known = searchable.get(row);
  if (known !== undefined) return known;
  const text = `${row.instruction}\n${row.id}`.toLowerCase();
  searchable.set(row, text);
  return text;
}
