import type { Row } from "../dataset/row.ts";

/** Columns whose values are figures, not names or places, and the size of a row. */
const measures: readonly { name: string; of(row: Row): unknown }[] = [
  ...["screenshot_score", "gui_score", "reward", "steps", "tokens"].map((name) => ({
    name,
    of: (row: Row) => row[name],
  })),
  { name: "characters", of: characters },
];

/** A figure over all rows of a split; `mean` is null when no row has a value. */
export interface ColumnFigure {
  measured: number;
  mean: number | null;
}

/** Sums up the figures of a split, row by row. */
export class ColumnFigures {
  readonly #sums = new Map<string, { measured: number; sum: number }>();

  add(row: Row): void {
    for (const { name, of } of measures) {
      const value = of(row);
      if (value === undefined) continue;
      const sum = this.#sums.get(name) ?? { measured: 0, sum: 0 };
      if (typeof value === "number") {
        sum.measured++;
        sum.sum += value;
      }
      this.#sums.set(name, sum);
    }
  }

  get(name: string): ColumnFigure | null {
    const sum = this.#sums.get(name);
    if (sum === undefined) return null;
    return { measured: sum.measured, mean: sum.measured === 0 ? null : sum.sum / sum.measured };
  }

  get names(): string[] {
    return [...this.#sums.keys()];
  }
}

export interface ColumnShift {
  column: string;
  before: ColumnFigure;
  after: ColumnFigure;
}

const nothing: ColumnFigure = { measured: 0, mean: null };

/** The figures that are not the same in both versions. */
export function columnShifts(before: ColumnFigures, after: ColumnFigures): ColumnShift[] {
  const shifts = measures.map(({ name }) => ({
    column: name,
    before: before.get(name) ?? nothing,
    after: after.get(name) ?? nothing,
  }));
  return shifts.filter(
    ({ before, after }) => before.measured !== after.measured || before.mean !== after.mean,
  );
}

/** Length of a row's texts. */
function characters(row: Row): number {
  const texts = [row.messages ?? row.prompt, row.completion].filter((value) => value !== undefined);
  return texts.reduce<number>((sum, value) => sum + textLength(value), 0);
}

function textLength(value: unknown): number {
  if (typeof value === "string") return value.length;
  if (!Array.isArray(value)) return 0;
  return value.reduce<number>((sum, message) => sum + textLength(Object(message).content), 0);
}
