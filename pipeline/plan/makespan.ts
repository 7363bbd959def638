/**
 * How long jobs take that are begun in their order, each as soon as one of `lanes` is free. Unlike the sum divided by
 * the lanes it counts the end, when the last long job runs alone.
 */
export function makespan(durations: readonly number[], lanes: number): number {
  const freeAt = new Array<number>(Math.max(1, lanes)).fill(0);
  for (const duration of durations) {
    const lane = freeAt.indexOf(Math.min(...freeAt));
    freeAt[lane] = (freeAt[lane] ?? 0) + duration;
  }
  return Math.max(...freeAt);
}
