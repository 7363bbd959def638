import type { Funnel } from "../../../../pipeline/contracts/generated/funnel.ts";

export interface FunnelStage {
  /** null: what goes in. */
  rule: string | null;
  /** Trajectories that this rule and all before it let through. */
  left: number;
  /** Those that it is the first to reject. */
  lost: number;
  unmeasured: number;
}

/** What is left after each rule, in the recipe's order; selections come last, each among what the one before it left. */
export function funnelStages({ sealed, rules, selection }: Funnel): FunnelStage[] {
  let left = sealed;
  const stages: FunnelStage[] = [{ rule: null, left, lost: 0, unmeasured: 0 }];
  for (const { rule, firstToReject, unmeasured } of rules) {
    left -= firstToReject;
    stages.push({ rule, left, lost: firstToReject, unmeasured });
  }
  for (const { rule, pass, fail } of selection) stages.push({ rule, left: pass, lost: fail, unmeasured: 0 });
  return stages;
}
