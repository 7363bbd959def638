import type { Verdict } from "../../pipeline/contracts/generated/verdict.ts";
import type { RuleName, RuleSettings } from "../../pipeline/recipe/recipe.ts";
import type { SftConversation } from "../../pipeline/recipe/sft-conversation.ts";
import type { Trajectory, TrajectoryNode } from "../../pipeline/run/trajectory.ts";

/** What a rule looks at. */
export interface RuleSubject {
  trajectory: Trajectory;
  /** The selected best step; null when nothing was built. */
  chosen: TrajectoryNode | null;
  /** What the dataset would hold of the trajectory; null when nothing was built. Made when first asked for. */
  conversation(): SftConversation | null;
}

/** A rule's outcome, the value it saw and the threshold it was held against. */
export type Finding = Omit<Verdict["rules"][number], "rule">;

/** Judges one property of a sealed trajectory. Pure; what cannot be known is `unmeasured`, never a guess. */
export type Rule<Name extends RuleName> = (setting: RuleSettings[Name], subject: RuleSubject) => Finding;

/** The finding about a number that has to reach a minimum. */
export function atLeast(value: number | null, min: number): Finding {
  return { outcome: value === null ? "unmeasured" : value >= min ? "pass" : "fail", value, threshold: min };
}

/** The finding about a number that must not pass a maximum. */
export function atMost(value: number | null, max: number): Finding {
  return { outcome: value === null ? "unmeasured" : value <= max ? "pass" : "fail", value, threshold: max };
}
