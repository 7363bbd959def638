import type { Verdict } from "../contracts/generated/verdict.ts";

type Ruling = Pick<Verdict["rules"][number], "outcome">;

/** Whether a rule or selection lets a trajectory pass. */
export function lets({ outcome }: Ruling): boolean {
  return outcome === "pass" || outcome === "unmeasured-allowed";
}

/** The rules and selections that reject a trajectory, in their order; none for one that is kept. */
export function rejectedBy({ rules, selection }: Pick<Verdict, "rules" | "selection">): string[] {
  return [...rules, ...selection].flatMap((ruling) => (lets(ruling) ? [] : ruling.rule));
}
