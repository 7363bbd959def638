import { noUse, type PlannedRole, type RoleUse, type UnitCost } from "../../pipeline/plan/unit-cost.ts";

/** A unit of work of which a test names only what it is about. */
export function buildUnit(
  parts: Partial<Omit<UnitCost, "uses">> & { uses?: Partial<Record<PlannedRole, Partial<RoleUse>>> } = {},
): UnitCost {
  const uses: Partial<Record<PlannedRole, RoleUse>> = {};
  for (const role of ["synthesis", "teacher", "vision", "gui", "feedback"] as const) {
    const use = parts.uses?.[role];
    if (use !== undefined) uses[role] = { ...noUse, ...use };
  }
  return { workMs: 0, siteMs: 0, diskBytes: 0, ...parts, uses };
}

/** Units of which each teacher call cost so much. */
export function teacherUnits(...costs: number[]): UnitCost[] {
  return costs.map((costUsd) => buildUnit({ uses: { teacher: { calls: 1, costUsd } } }));
}
