import type { ShownScore, TrajectoryRow } from "../../views/trajectory-row.ts";

/** null: no minimum. */
export interface Minima {
  screenshot: number | null;
  gui: number | null;
}

/** What a recipe would keep at other minima, before it selects among what passes. */
export interface Yields {
  /** Trajectories with a verdict. */
  judged: number;
  keptAt(minima: Minima): number;
}

const half = 0.5;
/** Scores come in halves at the finest that minima are moved by. */
const bins = 11;

/**
 * Counts once, answers for any pair of minima at once. An unmeasured score reaches no minimum, unless the recipe lets
 * unmeasured ones pass: seen from a trajectory that it kept without that score.
 */
export function computeYields(rows: readonly TrajectoryRow[], recipe: string, actual: Minima): Yields {
  const judged = rows.flatMap((row) => {
    const verdict = row.verdicts[recipe];
    return verdict === undefined ? [] : [{ row, verdict }];
  });
  const lets = (scoreOf: (row: TrajectoryRow) => ShownScore | null, min: number | null) =>
    min !== null && judged.some(({ row, verdict }) => verdict.kept && measured(scoreOf(row)) === null);
  const letsScreenshot = lets(({ screenshot }) => screenshot, actual.screenshot);
  const letsGui = lets(({ gui }) => gui, actual.gui);
  const passing = judged.flatMap(({ row, verdict }) => (verdict.passesOthers ? [row] : []));
  const counts = new Map<number, number>();
  for (const row of passing) {
    const bin = binOf(row.screenshot, letsScreenshot) * (bins + 1) + binOf(row.gui, letsGui);
    counts.set(bin, (counts.get(bin) ?? 0) + 1);
  }
  return {
    judged: judged.length,
    keptAt({ screenshot, gui }) {
      let kept = 0;
      for (const [bin, count] of counts) {
        if (reaches(Math.floor(bin / (bins + 1)), screenshot) && reaches(bin % (bins + 1), gui))
          kept += count;
      }
      return kept;
    },
  };
}

/** 0: unmeasured; else 1 for 0, 2 for 0.5 … An unmeasured score that the recipe lets pass counts as the highest. */
function binOf(score: ShownScore | null, letsUnmeasured: boolean): number {
  const value = measured(score);
  if (value === null) return letsUnmeasured ? bins : 0;
  return 1 + Math.floor(Math.min(5, Math.max(0, value)) / half);
}

function reaches(bin: number, min: number | null): boolean {
  return min === null || bin >= 1 + Math.ceil(min / half);
}

function measured(score: ShownScore | null): number | null {
  return score?.value ?? null;
}
