import type { TrajectoryFacts } from "../trajectory-facts.ts";
import type { RewardedStep } from "./group-steps.ts";

/** A reply of a trajectory, and what it earned. */
export interface Branch {
  trajectoryId: string;
  step: number;
  reward: number;
}

/** Two replies to the same conversation, of which one earned more. */
export interface PreferencePair {
  instructionId: string;
  chosen: Branch;
  rejected: Branch;
  /** Difference of the rewards, positive. */
  margin: number;
}

/**
 * All pairs of sibling branches whose rewards differ by at least `minMargin`: replies to the same conversation. Those are
 * the replies of one trajectory that continue the same step, and the first replies of all trajectories of one instruction
 * that were asked in the same words. Branches of unknown reward are in no pair. Sorted by the chosen reply, then by the
 * rejected.
 */
export function preferencePairs(
  trajectories: readonly TrajectoryFacts[],
  rewarded: ReadonlyMap<string, readonly RewardedStep[]>,
  minMargin: number,
): PreferencePair[] {
  const branches = trajectories.flatMap((facts) =>
    (rewarded.get(facts.id) ?? []).flatMap(({ step, reward }) =>
      reward === null ? [] : { facts, step, reward, asked: conversationKey(facts, step) },
    ),
  );
  const pairs: PreferencePair[] = [];
  for (const siblings of Map.groupBy(branches, ({ asked }) => asked).values())
    for (const chosen of siblings)
      for (const rejected of siblings) {
        const margin = chosen.reward - rejected.reward;
        if (margin > 0 && margin >= minMargin)
          pairs.push({
            instructionId: chosen.facts.instructionId,
            chosen: branchOf(chosen),
            rejected: branchOf(rejected),
            margin,
          });
      }
  return pairs.sort((a, b) => compare(a.chosen, b.chosen) || compare(a.rejected, b.rejected));
}

/** Equal for replies to the same conversation. */
function conversationKey({ id, opening, parents }: TrajectoryFacts, step: number): string {
  const parent = parents[step] ?? null;
  return parent === null ? `start ${opening}` : `after ${id} ${parent}`;
}

function branchOf({ facts, step, reward }: { facts: TrajectoryFacts; step: number; reward: number }): Branch {
  return { trajectoryId: facts.id, step, reward };
}

function compare(a: Branch, b: Branch): number {
  if (a.trajectoryId !== b.trajectoryId) return a.trajectoryId < b.trajectoryId ? -1 : 1;
  return a.step - b.step;
}
