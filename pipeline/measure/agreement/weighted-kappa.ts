/**
 * Cohen's kappa with quadratic weights: 1 - mean squared difference of the pairs / mean squared difference that
 * independent judges of the same habits would have (J. Cohen, "Weighted kappa", Psychological Bulletin 70, 1968).
 * Null without pairs, or when both judges always give the same one grade.
 */
export function weightedKappa(pairs: readonly (readonly [number, number])[]): number | null {
  if (pairs.length === 0) return null;
  const observed = mean(pairs.map(([a, b]) => (a - b) ** 2));
  const first = pairs.map(([a]) => a);
  const second = pairs.map(([, b]) => b);
  // the mean of (a - b)^2 over all combinations: E[a^2] - 2 E[a] E[b] + E[b^2]
  const expected =
    mean(first.map((a) => a ** 2)) - 2 * mean(first) * mean(second) + mean(second.map((b) => b ** 2));
  return expected === 0 ? null : 1 - observed / expected;
}

function mean(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}
