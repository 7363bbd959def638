import { expect, test } from "vitest";
import { budgetReach, countWithin } from "../../pipeline/plan/budget-reach.ts";
import { drawFutures } from "../../pipeline/plan/futures.ts";
import { noSpread } from "../../pipeline/plan/spread.ts";
import { buildUnit, teacherUnits } from "./unit-builder.ts";

test.each<[number[], number, number]>([
  [[1, 1, 1], 2.5, 2],
  [[1, 1, 1], 3, 3],
  [[5, 1], 4, 0],
  [[], 4, 0],
  [[0, 0], 0, 2],
])("of costs %j a sum of %d pays for the first %i", (costs, sum, expected) => {
  expect(countWithin(costs, sum)).toBe(expected);
});

const nothing = { usd: noSpread, tokens: noSpread };

test("a budget that does not cover: how many it reaches, after what was spent and what comes before", () => {
  const futures = drawFutures({ kind: "pilot", units: teacherUnits(2, 2, 2) }, { fresh: 10, begun: [] }, 1);
  const before = { ...nothing, usd: { low: 3, likely: 3, high: 3 } };
  const budget = { maxUsd: 20, maxTokens: null };
  // 20 - 5 spent - 3 for the instructions pays for 6 of 2 each
  expect(budgetReach({ budget, spent: { usd: 5, tokens: 0 }, before, futures })).toEqual([
    {
      limit: "budget.maxUsd",
      value: 20,
      spent: 5,
      left: 15,
      trajectories: { low: 6, likely: 6, high: 6 },
      covers: "no",
    },
  ]);
});

test("tokens in and out count against budget.maxTokens", () => {
  const units = [1, 2, 3].map(() =>
    buildUnit({ uses: { teacher: { calls: 1, promptTokens: 60, completionTokens: 40 } } }),
  );
  const futures = drawFutures({ kind: "pilot", units }, { fresh: 10, begun: [] }, 1);
  const [reach] = budgetReach({
    budget: { maxUsd: null, maxTokens: 350 },
    spent: { usd: 0, tokens: 0 },
    before: nothing,
    futures,
  });
  expect(reach).toMatchObject({ limit: "budget.maxTokens", trajectories: { likely: 3 }, covers: "no" });
});

test.each<[number, string]>([
  [50, "yes"],
  [25, "likely"],
  [15, "no"],
])("low 10, likely 20, high 40 dollars to come, of a budget of %i: %s", (maxUsd, covers) => {
  const [low, likely, high] = teacherUnits(1, 2, 4);
  if (low === undefined || likely === undefined || high === undefined) throw new Error("three units");
  const futures = drawFutures({ kind: "defaults", low, likely, high }, { fresh: 10, begun: [] }, 1);
  const [reach] = budgetReach({
    budget: { maxUsd, maxTokens: null },
    spent: { usd: 0, tokens: 0 },
    before: nothing,
    futures,
  });
  expect(reach?.covers).toBe(covers);
  expect(reach?.trajectories.low).toBeLessThanOrEqual(reach?.trajectories.high ?? 0);
});
