import type { Settings } from "../config/settings.ts";
import type { Futures } from "./futures.ts";
import { addSpreads, type Spread } from "./spread.ts";
import { pricedCostOf, sumOf, tokensOf } from "./unit-cost.ts";

/** What is left of a limit, and how far it goes. */
export interface BudgetReach {
  limit: "budget.maxUsd" | "budget.maxTokens";
  value: number;
  spent: number;
  left: number;
  /** Of the trajectories left, those that can be recorded. */
  trajectories: Spread;
  /** Whether all that is left fits: by its upper bound, by its likely value only, or not. */
  covers: "yes" | "likely" | "no";
}

interface Sums {
  usd: number;
  tokens: number;
}

/** How far each limit of the budget goes. `before` is what the stages ahead of the recording will take. */
export function budgetReach(options: {
  budget: Settings["budget"];
  spent: Sums;
  before: Record<keyof Sums, Spread>;
  futures: Futures;
}): BudgetReach[] {
  const { budget, spent, before, futures } = options;
  const limits = [
    { limit: "budget.maxUsd", value: budget.maxUsd, sum: "usd", costOf: pricedCostOf },
    { limit: "budget.maxTokens", value: budget.maxTokens, sum: "tokens", costOf: tokensOf },
  ] as const;
  return limits.flatMap(({ limit, value, sum, costOf }) => {
    if (value === null) return [];
    const left = Math.max(0, value - spent[sum]);
    const forRecording = left - before[sum].likely;
    const need = addSpreads(before[sum], futures.spreadOf(sumOf(costOf)));
    const reach = futures.spreadOf((units) => countWithin(units.map(costOf), forRecording));
    const all = futures.spreadOf((units) => units.length).likely;
    return {
      limit,
      value,
      spent: spent[sum],
      left,
      // a cheap future reaches more trajectories than a dear one
      trajectories: {
        low: Math.floor(Math.min(reach.low, reach.high)),
        likely: Math.floor(reach.likely),
        high: Math.min(all, Math.ceil(Math.max(reach.low, reach.high))),
      },
      covers: need.high <= left ? "yes" : need.likely <= left ? "likely" : "no",
    };
  });
}

/** How many of the costs, taken in their order, fit into a sum. */
export function countWithin(costs: readonly number[], sum: number): number {
  let left = sum;
  let count = 0;
  for (const cost of costs) {
    left -= cost;
    if (left < 0) break;
    count++;
  }
  return count;
}
