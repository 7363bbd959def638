/** How well "score at least `min`" finds what people keep. */
export interface KeepAccuracy {
  min: number;
  /** Of what reaches the minimum, the share that people keep; null when nothing reaches it. */
  precision: number | null;
  /** Of what people keep, the share that reaches the minimum; null when they keep nothing. */
  recall: number | null;
}

/** Precision and recall of a minimum score, for each of some minima. An unmeasured score reaches none. */
export function keepAccuracy(
  judged: readonly { score: number | null; kept: boolean }[],
  minima: readonly number[],
): KeepAccuracy[] {
  const kept = judged.filter((each) => each.kept).length;
  return minima.map((min) => {
    const reaching = judged.filter(({ score }) => score !== null && score >= min);
    const right = reaching.filter((each) => each.kept).length;
    return {
      min,
      precision: reaching.length === 0 ? null : right / reaching.length,
      recall: kept === 0 ? null : right / kept,
    };
  });
}
