import { expect, test } from "vitest";
import { resolveSettings } from "../../pipeline/config/settings.ts";
import type { Config } from "../../pipeline/contracts/generated/config.ts";
import type { BudgetReach } from "../../pipeline/plan/budget-reach.ts";
import type { RunEstimate } from "../../pipeline/plan/estimate-run.ts";
import { noSpread } from "../../pipeline/plan/spread.ts";
import { warningsOf } from "../../pipeline/plan/warnings.ts";

const real = { baseURL: "http://127.0.0.1:9/v1", model: "m" };
const rehearsal = { baseURL: "rehearsal", model: "r" };

const estimate: RunEstimate = {
  calls: [],
  total: {
    calls: noSpread,
    tokens: noSpread,
    costUsd: noSpread,
    pricedCostUsd: noSpread,
    unpricedRoles: [],
  },
  hours: { total: noSpread, stages: [] },
  diskBytes: { low: 1e9, likely: 2e9, high: 5e9 },
  budget: [],
};

function reach(parts: Partial<BudgetReach>): BudgetReach {
  return {
    limit: "budget.maxUsd",
    value: 20,
    spent: 5,
    left: 15,
    trajectories: { low: 3, likely: 7, high: 11 },
    covers: "no",
    ...parts,
  };
}

function warnings(parts: {
  models?: Partial<Config["models"]>;
  estimate?: Partial<RunEstimate>;
  unpricedCalls?: number;
  freeBytes?: number | null;
}): string[] {
  const models = { teacher: real, vision: real, feedback: real, ...parts.models };
  return warningsOf({
    settings: resolveSettings({ run: "r", models }, 2),
    estimate: { ...estimate, ...parts.estimate },
    trajectoriesLeft: 30,
    unpricedCalls: parts.unpricedCalls ?? 0,
    freeBytes: parts.freeBytes === undefined ? 1e12 : parts.freeBytes,
  });
}

test.each<[string, Parameters<typeof warnings>[0], RegExp | null]>([
  ["nothing to mind", {}, null],
  ["a budget that covers", { estimate: { budget: [reach({ covers: "yes" })] } }, null],
  [
    "a budget that does not",
    { estimate: { budget: [reach({})] } },
    /budget\.maxUsd leaves \$15\.00, which does not cover the plan: it reaches about 7 of the 30 trajectories left \(3 to 11\)/,
  ],
  [
    "one that may not",
    { estimate: { budget: [reach({ limit: "budget.maxTokens", left: 9000, covers: "likely" })] } },
    /budget\.maxTokens leaves 9000 tokens, which may not cover the plan/,
  ],
  ["calls so far without a price", { unpricedCalls: 4 }, /4 answered calls so far have no price/],
  ["a disk that may fill up", { freeBytes: 4e9 }, /up to 5\.0 GB are planned, 4\.0 GB are free/],
  ["a disk nobody knows of", { freeBytes: null }, null],
  [
    "rehearsal models alone",
    { models: { teacher: rehearsal, vision: rehearsal, feedback: rehearsal } },
    /All models are rehearsal models/,
  ],
  [
    "a mix",
    { models: { teacher: rehearsal } },
    /Some models are rehearsal models \(teacher\), others are real and cost money/,
  ],
])("%s", (_, parts, expected) => {
  const found = warnings(parts);
  if (expected === null) expect(found).toEqual([]);
  else expect(found).toEqual([expect.stringMatching(expected)]);
});
