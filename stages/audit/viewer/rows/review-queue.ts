import { createRandom } from "../../../../pipeline/random/random.ts";
import type { TrajectoryRow } from "../../views/trajectory-row.ts";
import type { Minima } from "./yield.ts";

export type Strategy = "random" | "threshold" | "disagreement" | "blank" | "unseen";

export interface QueueOptions {
  strategy: Strategy;
  /** Of the random order, also among equals of the other strategies. */
  seed: number;
  /** What "near" is near to. */
  minima: Minima;
}

/** From this screenshot score on, and with so little to be seen, a picture contradicts its judge. */
const highScore = 3;
const littleDetail = 0.15;

/** The ids of the trajectories to look at, in order. Trajectories still being recorded are never among them. */
export function buildQueue(rows: readonly TrajectoryRow[], options: QueueOptions): string[] {
  // sorted first, so that the order depends on the seed and the rows alone
  const ready = rows.filter(({ status }) => status !== "recording").sort((a, b) => (a.id < b.id ? -1 : 1));
  const shuffled = createRandom(options.seed).shuffle(ready);
  return orderBy(shuffled, options).map(({ id }) => id);
}

function orderBy(
  rows: readonly TrajectoryRow[],
  { strategy, minima }: QueueOptions,
): readonly TrajectoryRow[] {
  switch (strategy) {
    case "random":
      return rows;
    case "threshold":
      return sortByKey(rows, (row) => distanceTo(row, minima));
    case "disagreement":
      return sortByKey(rows, (row) => {
        const spread = disagreement(row);
        return spread > 0 ? -spread : null;
      });
    case "blank":
      return sortByKey(rows, contradiction);
    case "unseen":
      return rows.filter(({ reviews }) => reviews.length === 0);
  }
}

/** How far the widest-apart grades of one judge lie from each other, the recorded one among them. */
export function disagreement({ grades, screenshot, gui }: TrajectoryRow): number {
  const given = Object.values(grades);
  return Math.max(
    spread([screenshot?.value ?? null, ...given.flatMap((grade) => grade.screenshot)]),
    spread([gui?.value ?? null, ...given.flatMap((grade) => grade.gui)]),
  );
}

/** Of the two scores, how far the one that decides lies from its minimum; null where nothing measured has a minimum. */
function distanceTo({ screenshot, gui }: TrajectoryRow, minima: Minima): number | null {
  const margins = [marginOf(screenshot?.value, minima.screenshot), marginOf(gui?.value, minima.gui)].filter(
    (margin) => margin !== null,
  );
  // the lowest margin decides; half a point above is as near as half a point below
  return margins.length === 0 ? null : Math.abs(Math.min(...margins) + 0.5);
}

function marginOf(value: number | null | undefined, min: number | null): number | null {
  return value === null || value === undefined || min === null ? null : value - min;
}

/** The more detail a high score lacks, the earlier. null: the picture does not contradict its score. */
function contradiction({ screenshot, detail }: TrajectoryRow): number | null {
  const value = screenshot?.value ?? null;
  if (value === null || detail === null || value < highScore || detail > littleDetail) return null;
  return detail - value;
}

function spread(values: readonly (number | null)[]): number {
  const known = values.filter((value) => value !== null);
  return known.length < 2 ? 0 : Math.max(...known) - Math.min(...known);
}

/** Lowest key first; rows without a key are left out. Stable: equals stay as they were. */
function sortByKey(
  rows: readonly TrajectoryRow[],
  keyOf: (row: TrajectoryRow) => number | null,
): readonly TrajectoryRow[] {
  return rows
    .flatMap((row) => {
      const key = keyOf(row);
      return key === null ? [] : [{ row, key }];
    })
    .sort((a, b) => a.key - b.key)
    .map(({ row }) => row);
}
