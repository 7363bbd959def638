/** What a unit (something that was graded) adds: how many grades it has, their sum and the sum of their squares. */
interface UnitSums {
  count: number;
  sum: number;
  squares: number;
}

/**
 * Krippendorff's alpha for grades on an interval scale: 1 - observed / expected disagreement, with squared differences
 * (K. Krippendorff, "Computing Krippendorff's Alpha-Reliability", 2011). 1 is full agreement, 0 is what chance gives,
 * below 0 is worse. Each unit lists the grades it was given, by however many judges; a unit with fewer than two says
 * nothing. Null when no unit has two, or all grades are equal: then nothing could have been told apart.
 */
export function krippendorffAlpha(units: readonly (readonly number[])[]): number | null {
  return alphaOf(units.map(sumsOf));
}

/**
 * An interval for alpha in which it lies with 95 % confidence: the percentiles of so many resamplings of the units
 * (B. Efron, R. Tibshirani, "An Introduction to the Bootstrap", chapter 13). Null when alpha is.
 */
export function alphaInterval(
  units: readonly (readonly number[])[],
  { next }: { next(): number },
  resamplings = 1_000,
): { low: number; high: number } | null {
  const sums = units.map(sumsOf).filter(({ count }) => count >= 2);
  if (alphaOf(sums) === null) return null;
  const alphas: number[] = [];
  for (let nth = 0; nth < resamplings; nth++) {
    const resampled = sums.flatMap(() => sums[Math.floor(next() * sums.length)] ?? []);
    const alpha = alphaOf(resampled);
    if (alpha !== null) alphas.push(alpha);
  }
  alphas.sort((a, b) => a - b);
  const low = alphas[Math.floor(0.025 * alphas.length)];
  const high = alphas[Math.ceil(0.975 * alphas.length) - 1];
  return low === undefined || high === undefined ? null : { low, high };
}

function sumsOf(grades: readonly number[]): UnitSums {
  return {
    count: grades.length,
    sum: grades.reduce((sum, grade) => sum + grade, 0),
    squares: grades.reduce((sum, grade) => sum + grade ** 2, 0),
  };
}

function alphaOf(units: readonly UnitSums[]): number | null {
  const all: UnitSums = { count: 0, sum: 0, squares: 0 };
  let observed = 0;
  for (const unit of units) {
    if (unit.count < 2) continue;
    all.count += unit.count;
    all.sum += unit.sum;
    all.squares += unit.squares;
    observed += squaredDifferences(unit) / (unit.count - 1);
  }
  if (all.count === 0) return null;
  const expected = squaredDifferences(all) / (all.count - 1);
  return expected === 0 ? null : 1 - observed / expected;
}

/** Squared differences of all ordered pairs: 2 (n * sum of squares - square of the sum). */
function squaredDifferences({ count, sum, squares }: UnitSums): number {
  return 2 * (count * squares - sum ** 2);
}
