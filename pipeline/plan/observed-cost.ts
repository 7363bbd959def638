import type { Settings } from "../config/settings.ts";
import { costOf } from "../model/cost.ts";
import type { LedgerEntry } from "../run/ledger.ts";
import { noUse, type PlannedRole, plannedRoles, type RoleUse, type UnitCost } from "./unit-cost.ts";

/** What a unit of work took, by its ledger entries. A price set since the call was made is applied to it. */
export function observedCost(
  entries: readonly LedgerEntry[],
  measured: Omit<UnitCost, "uses">,
  models: Settings["models"],
): UnitCost {
  const uses: Partial<Record<PlannedRole, RoleUse>> = {};
  for (const entry of entries) {
    const { role } = entry;
    if (!isPlanned(role)) continue;
    uses[role] = addCall(uses[role] ?? noUse, entry, models);
  }
  return { uses, ...measured };
}

function addCall(use: RoleUse, entry: LedgerEntry, models: Settings["models"]): RoleUse {
  const { usage } = entry;
  const costUsd = priceOf(entry, models);
  return {
    calls: use.calls + 1,
    promptTokens: use.promptTokens + (usage?.promptTokens ?? 0),
    cachedTokens: use.cachedTokens + (usage?.cachedTokens ?? 0),
    completionTokens: use.completionTokens + (usage?.completionTokens ?? 0),
    costUsd: use.costUsd === null || costUsd === null ? null : use.costUsd + costUsd,
    latencyMs: use.latencyMs + (entry.latencyMs ?? 0),
  };
}

/** A call that brought nothing is taken to cost nothing: providers bill answers. */
function priceOf(
  { role, outcome, usage, costUsd, replayed }: LedgerEntry,
  models: Settings["models"],
): number | null {
  // a replayed call was free; what is planned is not
  if (costUsd !== null && replayed === undefined) return costUsd;
  if (outcome !== "answered" || usage === null) return 0;
  const endpoint = models[role];
  return endpoint === null ? null : costOf(endpoint, usage, null);
}

function isPlanned(role: LedgerEntry["role"]): role is PlannedRole {
  return plannedRoles.some((planned) => planned === role);
}
