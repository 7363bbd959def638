import { expect, test } from "vitest";
import type { LedgerEntry } from "../../pipeline/run/ledger.ts";
import { reportSpend, summarizeSpend } from "../../pipeline/run/summarize-spend.ts";
import { buildLedgerEntry } from "../support/ledger-entry-builder.ts";

const usage = (promptTokens: number, completionTokens: number, cachedTokens: number | null = null) => ({
  promptTokens,
  completionTokens,
  cachedTokens,
  reasoningTokens: null,
});
const spendOf = (...calls: Partial<LedgerEntry>[]) => summarizeSpend(calls.map(buildLedgerEntry));

test("sums, and what became of the calls", () => {
  const spend = spendOf(
    { usage: usage(100, 10), costUsd: 0.5, latencyMs: 10 },
    { usage: usage(200, 20), costUsd: 0.25, latencyMs: 30, attempt: 2 },
    { outcome: "failed", usage: null, costUsd: null, latencyMs: 900 },
    { outcome: "abandoned", usage: null, costUsd: null, latencyMs: null },
  );
  expect(spend).toEqual({
    calls: 4,
    answered: 2,
    failed: 1,
    abandoned: 1,
    retries: 1,
    replayed: 0,
    promptTokens: 300,
    cachedTokens: null,
    cachedShare: null,
    completionTokens: 30,
    reasoningTokens: null,
    costUsd: 0.75,
    unpricedCalls: 0,
    // of the answered ones alone
    latencyMs: { p50: 10, p95: 30 },
  });
});

test.each<[string, Partial<LedgerEntry>[], number | null, number]>([
  ["no call costs nothing", [], 0, 0],
  ["calls that failed cost nothing", [{ outcome: "failed", usage: null, costUsd: null }], 0, 0],
  ["no price at all is unknown", [{ costUsd: null }, { costUsd: null }], null, 2],
  ["some prices: their sum, and how many have none", [{ costUsd: 2 }, { costUsd: null }], 2, 1],
  ["rehearsal models cost nothing", [{ costUsd: 0 }], 0, 0],
])("cost: %s", (_, calls, costUsd, unpricedCalls) => {
  expect(spendOf(...calls)).toMatchObject({ costUsd, unpricedCalls });
});

test("the cached share is of the calls whose provider tells", () => {
  const spend = spendOf(
    { usage: usage(100, 1, 60) },
    { usage: usage(100, 1, 0) },
    { usage: usage(999, 1, null) },
  );
  expect([spend.cachedTokens, spend.cachedShare, spend.promptTokens]).toEqual([60, 0.3, 1199]);
});

test("reasoning tokens are part of the completion, and unknown where no provider tells", () => {
  expect(spendOf({ usage: { ...usage(1, 50), reasoningTokens: 30 } }, {}).reasoningTokens).toBe(30);
  expect(spendOf({}).reasoningTokens).toBeNull();
});

test("latency by nearest rank", () => {
  const calls = Array.from({ length: 100 }, (_, index) => ({ latencyMs: 100 - index }));
  expect(spendOf(...calls).latencyMs).toEqual({ p50: 50, p95: 95 });
  expect(spendOf({ latencyMs: 7 }).latencyMs).toEqual({ p50: 7, p95: 7 });
  expect(spendOf().latencyMs).toBeNull();
});

test("replayed calls spent nothing", () => {
  expect(spendOf({ replayed: "exact", usage: usage(100, 10), costUsd: 3 })).toMatchObject({
    calls: 0,
    replayed: 1,
    promptTokens: 0,
    costUsd: 0,
  });
});

test("by role, by stage, judges and retries apart", () => {
  const report = reportSpend(
    [
      { role: "teacher", model: "t", costUsd: 8 },
      { role: "teacher", model: "t", costUsd: 4, attempt: 2 },
      { role: "vision", model: "v", costUsd: 2 },
      { role: "gui", model: "v2", costUsd: 1, attempt: 3 },
      { role: "feedback", model: "f", costUsd: 0.5, stage: "regrade" },
      { role: "feedback", model: "f", costUsd: 0.25, stage: "synthesize" },
      { role: "vision", model: "asked-for", outcome: "failed", usage: null, costUsd: null },
    ].map((call) => buildLedgerEntry(call as Partial<LedgerEntry>)),
  );
  expect(report.byRole.map(({ role, models, costUsd }) => [role, models, costUsd])).toEqual([
    ["feedback", ["f"], 0.75],
    ["gui", ["v2"], 1],
    ["teacher", ["t"], 12],
    ["vision", ["v"], 2],
  ]);
  expect(report.byStage.map(({ stage, costUsd }) => [stage, costUsd])).toEqual([
    ["record", 15],
    ["regrade", 0.5],
    ["synthesize", 0.25],
  ]);
  expect([report.judges.costUsd, report.retries.costUsd, report.total.costUsd]).toEqual([3.5, 5, 15.75]);
});

test("where no model answered, the one that was asked is named", () => {
  const asked = buildLedgerEntry({ model: "asked-for", outcome: "failed" });
  const abandoned = buildLedgerEntry({ model: "", outcome: "abandoned" });
  expect(reportSpend([asked, abandoned]).byRole[0]?.models).toEqual(["asked-for"]);
});
