import type { ColumnShift } from "./column-shift.ts";

/** How one split of a configuration differs between two versions. */
export interface SplitDiff {
  config: string;
  split: string;
  /** Rows before and after; 0 when the split is not there. */
  rows: { before: number; after: number };
  entered: RowChange[];
  left: RowChange[];
  changed: RowChange[];
  /** Columns that came, went, or have another type. */
  columns: { name: string; change: "entered" | "left" | "changed" }[];
  /** Scores, counts and lengths whose mean or number of measured values is another. */
  shifts: ColumnShift[];
}

export interface RowChange {
  id: string;
  /** In words, as far as the two manifests tell. */
  why: string;
}

export interface DatasetDiff {
  before: string;
  after: string;
  /** Splits that differ. */
  splits: SplitDiff[];
  /** What else of the manifests differs: recipe, run, prompts, tools. */
  origins: { what: string; before: string; after: string }[];
}

/** Rows that differ, of all splits. */
export function countChanges({ splits }: Pick<DatasetDiff, "splits">): {
  entered: number;
  left: number;
  changed: number;
} {
  const sum = (of: (split: SplitDiff) => number): number =>
    splits.reduce((total, split) => total + of(split), 0);
  return {
    entered: sum(({ entered }) => entered.length),
    left: sum(({ left }) => left.length),
    changed: sum(({ changed }) => changed.length),
  };
}

/** Whether a reader of the former version could fail on the latter: a column or a whole split's columns differ. */
export function changesSchema({ splits }: Pick<DatasetDiff, "splits">): boolean {
  return splits.some(({ columns }) => columns.length > 0);
}
