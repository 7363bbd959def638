import type { ColumnFigure } from "./column-shift.ts";
import type { DatasetDiff, RowChange, SplitDiff } from "./dataset-diff.ts";

/** Rows named per kind of change; `--json` has all of them. */
const rowsShown = 10;

/** A comparison for reading. */
export function formatDiff({ before, after, splits, origins }: DatasetDiff): string {
  if (splits.length === 0 && origins.length === 0) return `${before} and ${after}: the same rows`;
  return [
    `${before} -> ${after}`,
    ...origins.map(({ what, before, after }) => `  ${what}: ${before} -> ${after}`),
    ...(splits.length === 0 ? ["  the same rows"] : splits.flatMap(formatSplit)),
  ].join("\n");
}

function formatSplit({ config, split, rows, entered, left, changed, columns, shifts }: SplitDiff): string[] {
  return [
    `  ${config}/${split}: ${rows.before} -> ${rows.after} rows, ${entered.length} entered, ${left.length} left, ${changed.length} changed`,
    ...columns.map(({ name, change }) => `    column ${name} ${change}`),
    ...rowLines("+", entered),
    ...rowLines("-", left),
    ...rowLines("~", changed),
    ...shifts.map(({ column, before, after }) => `    ${column}: ${figure(before)} -> ${figure(after)}`),
  ];
}

function rowLines(sign: string, rows: readonly RowChange[]): string[] {
  const more = rows.length - rowsShown;
  return [
    ...rows.slice(0, rowsShown).map(({ id, why }) => `    ${sign} ${id}  (${why})`),
    ...(more > 0 ? [`    ${sign} ${more} more`] : []),
  ];
}

function figure({ measured, mean }: ColumnFigure): string {
  return mean === null ? "not measured" : `${Number(mean.toFixed(3))} over ${measured}`;
}
