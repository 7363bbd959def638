/** Roles that a plan counts calls of. */
export const plannedRoles = ["synthesis", "teacher", "vision", "gui", "feedback"] as const;
export type PlannedRole = (typeof plannedRoles)[number];

/** What the models of one role did for a unit of work. Calls that failed are calls. */
export interface RoleUse {
  calls: number;
  promptTokens: number;
  /** Part of `promptTokens`. */
  cachedTokens: number;
  completionTokens: number;
  /** US dollars; null when an answered call has no price. */
  costUsd: number | null;
  /** Sum over the calls, each from its sending to its end. */
  latencyMs: number;
}

/** What one unit of work takes: one synthesized instruction, or one trajectory. */
export interface UnitCost {
  uses: Readonly<Partial<Record<PlannedRole, RoleUse>>>;
  /** Wall-clock time of the unit alone. */
  workMs: number;
  /** Part of `workMs` in which it holds one of the places where sites are served. */
  siteMs: number;
  diskBytes: number;
}

export const noUse: RoleUse = {
  calls: 0,
  promptTokens: 0,
  cachedTokens: 0,
  completionTokens: 0,
  costUsd: 0,
  latencyMs: 0,
};

export function useOf(unit: UnitCost, role: PlannedRole): RoleUse {
  return unit.uses[role] ?? noUse;
}

/** Prompt and completion tokens of all roles, as a budget counts them. */
export function tokensOf(unit: UnitCost): number {
  return plannedRoles.reduce((sum, role) => {
    const { promptTokens, completionTokens } = useOf(unit, role);
    return sum + promptTokens + completionTokens;
  }, 0);
}

/** Cost of all roles in US dollars; what has no price counts nothing. */
export function pricedCostOf(unit: UnitCost): number {
  return plannedRoles.reduce((sum, role) => sum + (useOf(unit, role).costUsd ?? 0), 0);
}

/** A statistic of many units: the sum of a number of each. */
export function sumOf(value: (unit: UnitCost) => number): (units: readonly UnitCost[]) => number {
  return (units) => units.reduce((sum, unit) => sum + value(unit), 0);
}

/** What is left of `whole` for a unit that has taken `spent` so far; nothing falls below zero. */
export function restOf(whole: UnitCost, spent: UnitCost): UnitCost {
  return combine(whole, spent, (a, b) => Math.max(0, a - b));
}

/** Mean of at least one unit. */
export function meanUnit(units: readonly UnitCost[]): UnitCost {
  const sum = units.reduce((a, b) => combine(a, b, (x, y) => x + y), emptyUnit);
  return scaleUnit(sum, 1 / units.length);
}

export function scaleUnit(unit: UnitCost, factor: number): UnitCost {
  return combine(unit, emptyUnit, (value) => value * factor);
}

const emptyUnit: UnitCost = { uses: {}, workMs: 0, siteMs: 0, diskBytes: 0 };

/** Number by number. A cost that one of the two does not know stays unknown. */
function combine(a: UnitCost, b: UnitCost, how: (a: number, b: number) => number): UnitCost {
  const uses: Partial<Record<PlannedRole, RoleUse>> = {};
  for (const role of plannedRoles) {
    const [of, and] = [useOf(a, role), useOf(b, role)];
    uses[role] = {
      calls: how(of.calls, and.calls),
      promptTokens: how(of.promptTokens, and.promptTokens),
      cachedTokens: how(of.cachedTokens, and.cachedTokens),
      completionTokens: how(of.completionTokens, and.completionTokens),
      costUsd: of.costUsd === null || and.costUsd === null ? null : how(of.costUsd, and.costUsd),
      latencyMs: how(of.latencyMs, and.latencyMs),
    };
  }
  return {
    uses,
    workMs: how(a.workMs, b.workMs),
    siteMs: how(a.siteMs, b.siteMs),
    diskBytes: how(a.diskBytes, b.diskBytes),
  };
}
