/** Keeps the division defined where all rewards of a group are equal. */
const epsilon = 1e-6;

/**
 * Group-normalised advantages: A = (r - mean) / (std + 1e-6) over the steps of all trajectories of one instruction,
 * std being the sample standard deviation (n - 1); a step alone in its group has mean 0 and std 1 (WebGen-Agent,
 * Step-GRPO; the same as verl's GRPO estimator). A reward of null is unknown: it has no part in mean and std, and its
 * advantage is null.
 */
export function groupAdvantages(rewards: readonly (number | null)[]): (number | null)[] {
  const known = rewards.filter((reward) => reward !== null);
  const { mean, deviation } = known.length === 1 ? { mean: 0, deviation: 1 } : statistics(known);
  return rewards.map((reward) => (reward === null ? null : (reward - mean) / (deviation + epsilon)));
}

function statistics(values: readonly number[]): { mean: number; deviation: number } {
  // measured from the first value, equal values have exactly their mean: rounding noise would be divided by 1e-6
  const origin = values[0] ?? 0;
  const mean = origin + values.reduce((sum, value) => sum + (value - origin), 0) / values.length;
  const squares = values.reduce((sum, value) => sum + (value - mean) ** 2, 0);
  return { mean, deviation: Math.sqrt(squares / (values.length - 1)) };
}

/**
 * The cumulative ablation: the sum of a step's advantage and those of all later steps that continue it. Without
 * backtracking these are the trajectory's later steps, as published; steps on a branch that was left do not earn what
 * came after it. A sum with an unknown part is unknown: null. `parent` is the position of the step continued, which
 * stands before.
 */
export function cumulativeAdvantages(
  steps: readonly { parent: number | null; advantage: number | null }[],
): (number | null)[] {
  const sums = steps.map(({ advantage }) => advantage);
  for (let at = steps.length - 1; at >= 0; at--) {
    const parent = steps[at]?.parent ?? null;
    if (parent === null) continue;
    const sum = sums[at] ?? null;
    const before = sums[parent] ?? null;
    sums[parent] = sum === null || before === null ? null : before + sum;
  }
  return sums;
}
