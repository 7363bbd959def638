import type { TrajectoryFacts } from "../trajectory-facts.ts";

/** Trajectories by the score of their chosen step: whole scores, whatever else was given, and the unmeasured last. */
export function scoreCounts(
  trajectories: readonly TrajectoryFacts[],
  score: "screenshot" | "gui",
): { value: number | null; ids: string[] }[] {
  const scoreOf = ({ screenshotScore, guiScore }: TrajectoryFacts): number | null =>
    score === "screenshot" ? screenshotScore : guiScore;
  const byValue = Map.groupBy(trajectories, scoreOf);
  const given = [...byValue.keys()].filter((value) => value !== null);
  const values = [...new Set([0, 1, 2, 3, 4, 5, ...given])].sort((a, b) => a - b);
  return [
    ...(score === "gui" ? values.filter((value) => value > 0 || byValue.has(value)) : values),
    null,
  ].map((value) => ({ value, ids: (byValue.get(value) ?? []).map(({ id }) => id) }));
}
