import type { ShownScore, TrajectoryRow } from "../../../views/trajectory-row.ts";

/** By which score runs are compared. */
export type ComparedScore = "screenshot" | "gui";

/** `unknown`: a score is not measured on one side; `only-a`, `only-b`: the other run has no such sample. */
export type MatchOutcome = "gained" | "lost" | "same" | "unknown" | "only-a" | "only-b";

/** The trajectories of two runs that answer the same instruction, sample by sample. */
export interface RunMatch {
  key: string;
  instruction: string;
  a: TrajectoryRow | null;
  b: TrajectoryRow | null;
  outcome: MatchOutcome;
  /** b's score less a's; null: not both are measured. */
  gain: number | null;
}

export interface MatchSums {
  counts: Record<MatchOutcome, number>;
  /** Of the matches that have one; null: none has. */
  meanGain: number | null;
}

/**
 * Matches by the instruction's text and the sample's number: ids are each run's own. Greatest change first, then what
 * cannot be compared.
 */
export function matchRuns(
  a: readonly TrajectoryRow[],
  b: readonly TrajectoryRow[],
  by: ComparedScore,
): RunMatch[] {
  const left = new Map(b.map((row) => [keyOf(row), row]));
  const matches = a.map((row) => {
    const key = keyOf(row);
    const other = left.get(key) ?? null;
    left.delete(key);
    return matchOf(key, { a: row, b: other }, by);
  });
  for (const [key, row] of left) matches.push(matchOf(key, { a: null, b: row }, by));
  return matches.toSorted((one, other) => weightOf(other) - weightOf(one));
}

/** The trajectory of another run that answers the same instruction; the same sample where there is one. */
export function findMatch(row: TrajectoryRow, rows: readonly TrajectoryRow[]): TrajectoryRow | null {
  const alike = rows.filter(({ instruction }) => instruction === row.instruction);
  return alike.find(({ sample }) => sample === row.sample) ?? alike[0] ?? null;
}

export function sumMatches(matches: readonly RunMatch[]): MatchSums {
  const counts: MatchSums["counts"] = { gained: 0, lost: 0, same: 0, unknown: 0, "only-a": 0, "only-b": 0 };
  for (const { outcome } of matches) counts[outcome]++;
  const gains = matches.flatMap(({ gain }) => gain ?? []);
  const sum = gains.reduce((total, gain) => total + gain, 0);
  return { counts, meanGain: gains.length === 0 ? null : sum / gains.length };
}

function keyOf({ instruction, sample }: TrajectoryRow): string {
  return `${sample} ${instruction}`;
}

function matchOf(key: string, { a, b }: Pick<RunMatch, "a" | "b">, by: ComparedScore): RunMatch {
  const instruction = (a ?? b)?.instruction ?? "";
  const about = { key, instruction, a, b };
  if (a === null) return { ...about, outcome: "only-b", gain: null };
  if (b === null) return { ...about, outcome: "only-a", gain: null };
  const [before, after] = [measuredValue(a[by]), measuredValue(b[by])];
  if (before === null || after === null) return { ...about, outcome: "unknown", gain: null };
  const gain = after - before;
  return { ...about, outcome: gain > 0 ? "gained" : gain < 0 ? "lost" : "same", gain };
}

function measuredValue(score: ShownScore | null): number | null {
  return score?.status === "measured" ? score.value : null;
}

function weightOf({ gain, outcome }: RunMatch): number {
  if (gain !== null) return Math.abs(gain);
  return outcome === "unknown" ? -1 : -2;
}
