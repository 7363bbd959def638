import { expect, test } from "vitest";
import { resolveSettings } from "../../pipeline/config/settings.ts";
import { estimateRun } from "../../pipeline/plan/estimate-run.ts";
import type { Basis } from "../../pipeline/plan/futures.ts";
import type { UnitCost } from "../../pipeline/plan/unit-cost.ts";
import { buildUnit } from "./unit-builder.ts";

const local = { baseURL: "http://127.0.0.1:9/v1", model: "m" };
const settings = resolveSettings(
  { run: "r", models: { teacher: local, vision: { ...local, model: "v" }, feedback: local } },
  2,
);

const alike = (unit: UnitCost): Basis => ({ kind: "pilot", units: [unit, unit, unit] });
const exactly = (value: number) => ({ low: value, likely: value, high: value });
const instruction = buildUnit({
  uses: { synthesis: { calls: 2, promptTokens: 10, completionTokens: 5, costUsd: 0.5 } },
  workMs: 3_600_000,
  diskBytes: 100,
});
const teacher = { calls: 5, promptTokens: 100, cachedTokens: 60, completionTokens: 20, costUsd: 2 };

function estimate(trajectory: UnitCost, fresh = { instructions: 4, trajectories: 10 }) {
  return estimateRun({
    settings,
    spent: { usd: 0, tokens: 0 },
    stages: {
      synthesize: {
        work: { fresh: fresh.instructions, begun: [] },
        basis: alike(instruction),
        lanes: { count: 2, name: "drafts" },
      },
      record: {
        work: { fresh: fresh.trajectories, begun: [] },
        basis: alike(trajectory),
        lanes: { count: 5, name: "trajectories" },
      },
    },
  });
}

test("rows by stage and role, and their totals", () => {
  const plan = estimate(buildUnit({ uses: { teacher }, workMs: 3_600_000, diskBytes: 1000 }));
  expect(plan.calls).toEqual([
    {
      stage: "synthesize",
      role: "synthesis",
      model: "m",
      calls: exactly(8),
      promptTokens: exactly(40),
      cachedTokens: exactly(0),
      completionTokens: exactly(20),
      costUsd: exactly(2),
    },
    {
      stage: "record",
      role: "teacher",
      model: "m",
      calls: exactly(50),
      promptTokens: exactly(1000),
      cachedTokens: exactly(600),
      completionTokens: exactly(200),
      costUsd: exactly(20),
    },
  ]);
  expect(plan.total).toEqual({
    calls: exactly(58),
    tokens: exactly(1260),
    costUsd: exactly(22),
    pricedCostUsd: exactly(22),
    unpricedRoles: [],
  });
  // 4 instructions of an hour, 2 at once; then 10 trajectories of an hour, 5 at once
  expect(plan.hours.total).toEqual(exactly(4));
  expect(plan.hours.stages.map(({ decidedBy }) => decidedBy)).toEqual(["drafts", "trajectories"]);
  expect(plan.diskBytes).toEqual(exactly(4 * 100 + 10 * 1000));
});

test("a role without a price makes the money unknown, never 0, and the others are still told", () => {
  const plan = estimate(buildUnit({ uses: { teacher, vision: { calls: 1, costUsd: null } } }));
  expect(plan.calls.find(({ role }) => role === "vision")?.costUsd).toBeNull();
  expect(plan.total.costUsd).toBeNull();
  expect(plan.total.pricedCostUsd).toEqual(exactly(22));
  expect(plan.total.unpricedRoles).toEqual(["vision"]);
});

test("nothing left: no rows, no time, no money", () => {
  const plan = estimate(buildUnit({ uses: { teacher } }), { instructions: 0, trajectories: 0 });
  expect(plan).toEqual({
    calls: [],
    total: {
      calls: exactly(0),
      tokens: exactly(0),
      costUsd: exactly(0),
      pricedCostUsd: exactly(0),
      unpricedRoles: [],
    },
    hours: {
      total: exactly(0),
      stages: [
        { stage: "synthesize", decidedBy: null, limits: [] },
        { stage: "record", decidedBy: null, limits: [] },
      ],
    },
    diskBytes: exactly(0),
    budget: [],
  });
});
