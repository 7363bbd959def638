import type { PlannedFacts } from "./card-facts.ts";

export interface ApplicationTypeCount {
  type: string;
  instructions: number;
  /** Complete ones. */
  trajectories: number;
  kept: number;
}

/** What there is of each application type of the instructions, by name. */
export function applicationTypeCounts({
  survey,
  kept,
}: Pick<PlannedFacts, "survey" | "kept">): ApplicationTypeCount[] {
  const counts = new Map<string, ApplicationTypeCount>();
  for (const { applicationType: type } of survey.instructions.values()) {
    const count = counts.get(type) ?? { type, instructions: 0, trajectories: 0, kept: 0 };
    count.instructions++;
    counts.set(type, count);
  }
  for (const { id, instructionId } of survey.trajectories) {
    const count = counts.get(survey.instructions.get(instructionId)?.applicationType ?? "");
    if (count === undefined) continue;
    count.trajectories++;
    if (kept.has(id)) count.kept++;
  }
  return [...counts.values()].sort((a, b) => (a.type < b.type ? -1 : 1));
}
