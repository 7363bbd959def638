import type { Evidence } from "./evidence.ts";

/** Every planned trajectory is there and sealed, nothing else is, and no step stands twice. */
export function recordedOnce({ planned, journals }: Pick<Evidence, "planned" | "journals">): string[] {
  const problems: string[] = [];
  for (const id of planned) {
    const seals = journals.get(id)?.events.filter(({ event }) => event === "trajectory-sealed").length ?? 0;
    if (seals !== 1) problems.push(`${id} is sealed ${seals} times`);
  }
  for (const [id, { events }] of journals) {
    if (!planned.includes(id)) problems.push(`${id} was not planned`);
    const steps = events.flatMap((event) => (event.event === "step-committed" ? event.node.step : []));
    for (const [at, step] of steps.entries())
      if (step !== at) problems.push(`${id}: step ${step} stands where step ${at} belongs`);
  }
  return problems;
}
