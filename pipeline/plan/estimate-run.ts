import type { Settings } from "../config/settings.ts";
import { type BudgetReach, budgetReach } from "./budget-reach.ts";
import { type Basis, drawFutures, type Futures, type OpenWork } from "./futures.ts";
import { decidingLimit, hoursByLimit, hoursOf, type Lanes, type LimitHours } from "./run-limits.ts";
import { addSpreads, noSpread, type Spread } from "./spread.ts";
import {
  type PlannedRole,
  plannedRoles,
  pricedCostOf,
  type RoleUse,
  sumOf,
  tokensOf,
  useOf,
} from "./unit-cost.ts";

export const plannedStages = ["synthesize", "record"] as const;
export type PlannedStage = (typeof plannedStages)[number];

/** A stage's part of the plan: what is left of it, and what that is judged by. */
export interface StageWork {
  work: OpenWork;
  basis: Basis;
  lanes: Lanes;
}

/** Calls of one role in one stage. */
export interface PlannedCalls {
  stage: PlannedStage;
  role: PlannedRole;
  model: string;
  calls: Spread;
  promptTokens: Spread;
  cachedTokens: Spread;
  completionTokens: Spread;
  /** US dollars; null where neither the provider nor the configuration gives a price. */
  costUsd: Spread | null;
}

/** What the rest of a run will take. */
export interface RunEstimate {
  calls: PlannedCalls[];
  total: {
    calls: Spread;
    /** Prompt and completion tokens together, as budget.maxTokens counts them. */
    tokens: Spread;
    /** null when a role that will be asked has no price. */
    costUsd: Spread | null;
    /** What the roles with a price will cost. */
    pricedCostUsd: Spread;
    unpricedRoles: PlannedRole[];
  };
  hours: { total: Spread; stages: { stage: PlannedStage; decidedBy: string | null; limits: LimitHours[] }[] };
  diskBytes: Spread;
  budget: BudgetReach[];
}

/** Estimates the rest of a run. Pure: equal arguments give the equal estimate. */
export function estimateRun(options: {
  settings: Pick<Settings, "models" | "budget" | "seed" | "site">;
  stages: Readonly<Record<PlannedStage, StageWork>>;
  spent: { usd: number; tokens: number };
}): RunEstimate {
  const { settings, stages, spent } = options;
  const drawn = (stage: PlannedStage): Futures =>
    drawFutures(stages[stage].basis, stages[stage].work, settings.seed);
  const futures = { synthesize: drawn("synthesize"), record: drawn("record") };
  const added = (statistic: Parameters<Futures["spreadOf"]>[0]): Spread =>
    plannedStages.map((stage) => futures[stage].spreadOf(statistic)).reduce(addSpreads, noSpread);
  const calls = plannedStages.flatMap((stage) =>
    callsOf(stage, stages[stage].basis, futures[stage], settings.models),
  );
  const unpricedRoles = plannedRoles.filter((role) =>
    calls.some((row) => row.role === role && row.costUsd === null),
  );
  const pricedCostUsd = added(sumOf(pricedCostOf));
  const stageHours = plannedStages.map((stage) => {
    const limits = hoursByLimit(futures[stage], stages[stage].lanes, settings);
    return { stage, decidedBy: decidingLimit(limits), limits };
  });
  return {
    calls,
    total: {
      calls: added(sumOf((unit) => plannedRoles.reduce((sum, role) => sum + useOf(unit, role).calls, 0))),
      tokens: added(sumOf(tokensOf)),
      costUsd: unpricedRoles.length === 0 ? pricedCostUsd : null,
      pricedCostUsd,
      unpricedRoles,
    },
    hours: {
      total: stageHours.map(({ limits }) => hoursOf(limits)).reduce(addSpreads, noSpread),
      stages: stageHours,
    },
    diskBytes: added(sumOf(({ diskBytes }) => diskBytes)),
    budget: budgetReach({
      budget: settings.budget,
      spent,
      before: {
        usd: futures.synthesize.spreadOf(sumOf(pricedCostOf)),
        tokens: futures.synthesize.spreadOf(sumOf(tokensOf)),
      },
      futures: futures.record,
    }),
  };
}

/** A row for each role that the stage will ask. */
function callsOf(
  stage: PlannedStage,
  basis: Basis,
  futures: Futures,
  models: Settings["models"],
): PlannedCalls[] {
  const unpriced = unpricedRolesOf(basis);
  return plannedRoles.flatMap((role) => {
    const spreadOf = (value: (use: RoleUse) => number): Spread =>
      futures.spreadOf(sumOf((unit) => value(useOf(unit, role))));
    const calls = spreadOf((use) => use.calls);
    if (calls.high === 0) return [];
    return {
      stage,
      role,
      model: models[role].model,
      calls,
      promptTokens: spreadOf((use) => use.promptTokens),
      cachedTokens: spreadOf((use) => use.cachedTokens),
      completionTokens: spreadOf((use) => use.completionTokens),
      costUsd: unpriced.has(role) ? null : spreadOf((use) => use.costUsd ?? 0),
    };
  });
}

function unpricedRolesOf(basis: Basis): Set<PlannedRole> {
  const units = basis.kind === "pilot" ? basis.units : [basis.low, basis.likely, basis.high];
  return new Set(plannedRoles.filter((role) => units.some((unit) => useOf(unit, role).costUsd === null)));
}
