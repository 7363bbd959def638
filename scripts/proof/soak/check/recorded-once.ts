import type { Evidence } from "./evidence.ts";

/** Every planned trajectory is there and sealed or quarantined, nothing else is, and no step stands twice. */
export function recordedOnce({ planned, journals, driven }: Evidence): string[] {
  const problems: string[] = [];
  const quarantined = new Set(
    driven.reports.flatMap((report) => (report.kind === "quarantined" ? report.trajectoryId : [])),
  );
  for (const id of planned) {
    const seals = journals.get(id)?.events.filter(({ event }) => event === "trajectory-sealed").length ?? 0;
    if (seals > 1) problems.push(`${id} is sealed ${seals} times`);
    if (seals === 0 && !quarantined.has(id)) problems.push(`${id} is neither sealed nor quarantined`);
  }
  for (const [id, { events }] of journals) {
    if (!planned.includes(id)) problems.push(`${id} was not planned`);
    const steps = events.flatMap((event) => (event.event === "step-committed" ? event.node.step : []));
    for (const [at, step] of steps.entries())
      if (step !== at) problems.push(`${id}: step ${step} stands where step ${at} belongs`);
  }
  return problems;
}
