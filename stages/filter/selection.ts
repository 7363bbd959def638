import type { Verdict } from "../../pipeline/contracts/generated/verdict.ts";
import type { SelectionName, SelectionSettings } from "../../pipeline/recipe/recipe.ts";
import type { Scores } from "./rule.ts";

/** A trajectory that passed every rule. */
export interface Candidate {
  trajectoryId: string;
  instructionId: string;
  applicationType: string;
  scores: Scores;
  /** null: unknown */
  tokens: number | null;
  /** MinHash of its website, as `encodeSignature` writes it */
  siteSignature: string;
}

/** Whether a candidate is chosen, and what it was held against. */
export type SelectionFinding = Omit<Verdict["selection"][number], "rule">;

/** Chooses among candidates, which come best first; one finding for each, in their order. Pure. */
export type Selection<Name extends SelectionName> = (
  setting: SelectionSettings[Name],
  candidates: readonly Candidate[],
) => SelectionFinding[];

/** Best first: by GUI score, then screenshot score, as the agent ranks its own steps; then the shorter, then by id. */
export function compareCandidates(a: Candidate, b: Candidate): number {
  return (
    rank(b.scores.gui) - rank(a.scores.gui) ||
    rank(b.scores.screenshot) - rank(a.scores.screenshot) ||
    (a.tokens ?? 0) - (b.tokens ?? 0) ||
    (a.trajectoryId < b.trajectoryId ? -1 : 1)
  );
}

/** Keeps the first so many of each group. The value is a candidate's place in its group, from 1. */
export function firstOfEach(
  candidates: readonly Candidate[],
  groupOf: (candidate: Candidate) => string,
  max: number,
): SelectionFinding[] {
  const counts = new Map<string, number>();
  return candidates.map((candidate) => {
    const group = groupOf(candidate);
    const place = (counts.get(group) ?? 0) + 1;
    counts.set(group, place);
    return { outcome: place <= max ? "pass" : "fail", value: place, threshold: max };
  });
}

/** Scores start at 0; an unmeasured one is lower. */
function rank(score: number | null): number {
  return score ?? -1;
}
