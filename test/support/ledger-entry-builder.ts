import type { LedgerEntry } from "../../pipeline/run/ledger.ts";

let built = 0;

/** A ledger entry of which a test names only what it is about. */
export function buildLedgerEntry(parts: Partial<LedgerEntry> = {}): LedgerEntry {
  built++;
  return {
    at: "2026-01-01T00:00:00.000Z",
    callId: `call-${built}`,
    role: "teacher",
    purpose: `step-${built}/teacher`,
    trajectoryId: "t1",
    stage: "record",
    baseURL: "http://127.0.0.1:9/v1",
    model: "m",
    outcome: "answered",
    error: null,
    usage: { promptTokens: 1, completionTokens: 1, cachedTokens: null, reasoningTokens: null },
    costUsd: 0,
    latencyMs: 1,
    ...parts,
  };
}
