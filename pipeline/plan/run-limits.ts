import type { Settings } from "../config/settings.ts";
import type { Futures } from "./futures.ts";
import { makespan } from "./makespan.ts";
import { maxSpread, noSpread, type Spread } from "./spread.ts";
import { type PlannedRole, plannedRoles, type RoleUse, sumOf, type UnitCost, useOf } from "./unit-cost.ts";

/** One limit, and how long the work takes by it alone. */
export interface LimitHours {
  /** In words: what limits, with its value and the key of the configuration that sets it. */
  limit: string;
  hours: Spread;
}

const msPerHour = 3_600_000;
const msPerMinute = 60_000;
/** Requests in flight to an endpoint that sets no limit of its own, as the model client has it. */
const defaultConcurrency = 8;

/** Units of work at once, and in words what sets that. */
export interface Lanes {
  count: number;
  name: string;
}

/**
 * How long a stage takes by each of its limits alone: units at once, places for sites, and for each endpoint requests at
 * once, requests and tokens a minute. The stage takes as long as the slowest says.
 */
export function hoursByLimit(
  futures: Futures,
  lanes: Lanes,
  settings: Pick<Settings, "models" | "site">,
): LimitHours[] {
  const limitOf = (limit: string, ms: (units: readonly UnitCost[]) => number): LimitHours => ({
    limit,
    hours: futures.spreadOf((units) => ms(units) / msPerHour),
  });
  const workMs = (units: readonly UnitCost[]): number[] => units.map((unit) => unit.workMs);
  const { slots } = settings.site;
  const siteMs = sumOf((unit) => unit.siteMs);
  return [
    limitOf(lanes.name, (units) => makespan(workMs(units), lanes.count)),
    limitOf(`${slots} sites served at once (site.slots)`, (units) => siteMs(units) / slots),
    ...endpointLimits(settings.models).map(({ limit, ms }) => limitOf(limit, ms)),
  ].filter(({ hours }) => hours.high > 0);
}

/** What each endpoint lets through, and the milliseconds that units take by that alone. */
function endpointLimits(
  models: Settings["models"],
): { limit: string; ms: (units: readonly UnitCost[]) => number }[] {
  return sharedEndpoints(models).flatMap(
    ({ model, roles, concurrency, requestsPerMinute, tokensPerMinute }) => {
      const named = `${model} (${roles.join(", ")})`;
      const sum = (value: (use: RoleUse) => number) =>
        sumOf((unit) => roles.reduce((all, role) => all + value(useOf(unit, role)), 0));
      const perMinute = (what: string, limit: number | null, value: (use: RoleUse) => number) =>
        limit === null
          ? []
          : [
              {
                limit: `${limit} ${what} a minute to ${named}`,
                ms: (units: readonly UnitCost[]) => (sum(value)(units) / limit) * msPerMinute,
              },
            ];
      return [
        {
          limit: `${concurrency} request${concurrency === 1 ? "" : "s"} at once to ${named}`,
          ms: (units: readonly UnitCost[]) => sum((use) => use.latencyMs)(units) / concurrency,
        },
        ...perMinute("requests", requestsPerMinute, (use) => use.calls),
        ...perMinute("tokens", tokensPerMinute, (use) => use.promptTokens + use.completionTokens),
      ];
    },
  );
}

/** The slowest at each bound. */
export function hoursOf(limits: readonly LimitHours[]): Spread {
  return limits.map(({ hours }) => hours).reduce(maxSpread, noSpread);
}

/** The limit that decides; null where there is nothing to do. */
export function decidingLimit(limits: readonly LimitHours[]): string | null {
  return limits.toSorted((a, b) => b.hours.likely - a.hours.likely)[0]?.limit ?? null;
}

/** Trajectories under way at once: no more than there are left. */
export function recordLanes({ record }: Pick<Settings, "record">, trajectories: number): Lanes {
  return trajectories <= record.concurrency
    ? { count: Math.max(1, trajectories), name: "the longest of the trajectories, all at once" }
    : { count: record.concurrency, name: `${record.concurrency} trajectories at once (record.concurrency)` };
}

interface SharedLimits {
  model: string;
  roles: PlannedRole[];
  concurrency: number;
  requestsPerMinute: number | null;
  tokensPerMinute: number | null;
}

/** Roles that share address, key and model share a provider's limits: of each the lowest that is given. */
function sharedEndpoints(models: Settings["models"]): SharedLimits[] {
  const sharers = Map.groupBy(plannedRoles, (role) => {
    const { baseURL, apiKeyEnv, model } = models[role];
    return JSON.stringify([baseURL, apiKeyEnv, model]);
  });
  return [...sharers.values()].map((roles) => {
    const lowest = (limit: "concurrency" | "requestsPerMinute" | "tokensPerMinute"): number | null => {
      const given = roles.flatMap((role) => models[role][limit] ?? []);
      return given.length === 0 ? null : Math.min(...given);
    };
    return {
      model: roles.map((role) => models[role].model)[0] ?? "",
      roles,
      concurrency: lowest("concurrency") ?? defaultConcurrency,
      requestsPerMinute: lowest("requestsPerMinute"),
      tokensPerMinute: lowest("tokensPerMinute"),
    };
  });
}
