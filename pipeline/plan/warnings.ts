import type { Settings } from "../config/settings.ts";
import type { RunEstimate } from "./estimate-run.ts";

/** What a plan's reader must not overlook. */
export function warningsOf(options: {
  estimate: RunEstimate;
  settings: Pick<Settings, "models">;
  trajectoriesLeft: number;
  /** Answered calls so far that no price is known of. */
  unpricedCalls: number;
  /** Free bytes where the run folder lies; null when nobody can tell. */
  freeBytes: number | null;
}): string[] {
  const { estimate, settings, trajectoriesLeft, unpricedCalls, freeBytes } = options;
  const { total, budget, diskBytes } = estimate;
  const warnings = rehearsalWarnings(settings.models);
  const { unpricedRoles } = total;
  for (const { limit, left, trajectories, covers } of budget) {
    if (covers === "yes") continue;
    const priced =
      limit === "budget.maxUsd" && unpricedRoles.length > 0 ? ", by the calls that have a price alone" : "";
    const amount = limit === "budget.maxUsd" ? `$${left.toFixed(2)}` : `${left} tokens`;
    const { low, likely, high } = trajectories;
    warnings.push(
      `${limit} leaves ${amount}, which ${covers === "no" ? "does not cover" : "may not cover"} the plan${priced}: it reaches about ${likely} of the ${trajectoriesLeft} trajectories left (${low} to ${high}). The run would stop there, keep what it has, and go on once it is raised.`,
    );
  }
  if (unpricedRoles.length > 0) {
    const roles = unpricedRoles.join(", ");
    const dollars = budget.some(({ limit }) => limit === "budget.maxUsd");
    warnings.push(
      `The cost is unknown: no price is given for ${roles}, and no provider has reported one. Set models.<role>.price.${dollars ? " Until then budget.maxUsd does not count their calls; budget.maxTokens does." : ""}`,
    );
  }
  if (unpricedCalls > 0) {
    warnings.push(`${unpricedCalls} answered calls so far have no price; what was spent on them is unknown.`);
  }
  if (freeBytes !== null && diskBytes.high > freeBytes) {
    warnings.push(
      `The disk may fill up: up to ${gigabytes(diskBytes.high)} are planned, ${gigabytes(freeBytes)} are free. Free some, or name a folder on another disk as "run".`,
    );
  }
  return warnings;
}

function rehearsalWarnings(models: Settings["models"]): string[] {
  const roles = Object.entries(models).flatMap(([role, endpoint]) =>
    endpoint === null ? [] : [{ role, rehearsal: endpoint.baseURL === "rehearsal" }],
  );
  const rehearsed = roles.filter(({ rehearsal }) => rehearsal).map(({ role }) => role);
  if (rehearsed.length === 0) return [];
  if (rehearsed.length === roles.length) {
    return [
      "All models are rehearsal models: they cost nothing, and their tokens and times say nothing of real ones.",
    ];
  }
  return [
    `Some models are rehearsal models (${rehearsed.join(", ")}), others are real and cost money: the whole run is labelled rehearsal and is not for training, and the numbers of a pilot mix both.`,
  ];
}

function gigabytes(bytes: number): string {
  return `${(bytes / 1e9).toFixed(1)} GB`;
}
