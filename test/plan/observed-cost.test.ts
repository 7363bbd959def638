import { expect, test } from "vitest";
import { resolveSettings } from "../../pipeline/config/settings.ts";
import { observedCost } from "../../pipeline/plan/observed-cost.ts";
import type { LedgerEntry } from "../../pipeline/run/ledger.ts";
import { buildLedgerEntry } from "../support/ledger-entry-builder.ts";

const endpoint = { baseURL: "http://127.0.0.1:9/v1", model: "m" };
const priced = { ...endpoint, price: { inputPerMillionUsd: 1000, outputPerMillionUsd: 2000 } };
const { models } = resolveSettings(
  { run: "r", models: { teacher: priced, vision: endpoint, feedback: endpoint } },
  2,
);
const measured = { workMs: 5, siteMs: 3, diskBytes: 9 };

function costOfCalls(...calls: Partial<LedgerEntry>[]): (number | null | undefined)[] {
  const { uses } = observedCost(calls.map(buildLedgerEntry), measured, models);
  return [uses.teacher?.costUsd, uses.vision?.costUsd];
}

test("calls, tokens and latencies add up, those of failed calls too", () => {
  const usage = { promptTokens: 10, completionTokens: 4, cachedTokens: 6, reasoningTokens: null };
  const cost = observedCost(
    [
      buildLedgerEntry({ role: "teacher", usage, latencyMs: 100, costUsd: 0.5 }),
      buildLedgerEntry({ role: "teacher", outcome: "failed", usage: null, latencyMs: 20, costUsd: null }),
      buildLedgerEntry({ role: "embedding", usage }),
    ],
    measured,
    models,
  );
  expect(cost).toEqual({
    uses: {
      teacher: {
        calls: 2,
        promptTokens: 10,
        cachedTokens: 6,
        completionTokens: 4,
        costUsd: 0.5,
        latencyMs: 120,
      },
    },
    ...measured,
  });
});

const usage = { promptTokens: 1000, completionTokens: 500, cachedTokens: null, reasoningTokens: null };

test.each<[string, Partial<LedgerEntry>[], (number | null | undefined)[]]>([
  ["what the ledger says", [{ role: "teacher", usage, costUsd: 3 }], [3, undefined]],
  ["a price given since the call", [{ role: "teacher", usage, costUsd: null }], [2, undefined]],
  ["no price: unknown, not nothing", [{ role: "vision", usage, costUsd: null }], [undefined, null]],
  [
    "one unknown makes the sum unknown",
    [
      { role: "vision", usage, costUsd: 1 },
      { role: "vision", usage, costUsd: null },
    ],
    [undefined, null],
  ],
  [
    "a failed call costs nothing",
    [{ role: "vision", outcome: "failed", usage: null, costUsd: null }],
    [undefined, 0],
  ],
  ["a replayed call will cost", [{ role: "teacher", usage, costUsd: 0, replayed: "exact" }], [2, undefined]],
])("cost: %s", (_, calls, expected) => {
  expect(costOfCalls(...calls)).toEqual(expected);
});
