import { type LedgerEntry, spendOf } from "./ledger.ts";

/** What a set of calls took. Numbers that nobody states are null or counted apart, never guessed. */
export interface Spend {
  /** Attempts, each with its line in the ledger; replayed ones are counted apart, and spent nothing. */
  calls: number;
  answered: number;
  failed: number;
  /** Sent, and cut off by the end of the process: their cost is unknown. */
  abandoned: number;
  /** Attempts after the first at the same call. */
  retries: number;
  replayed: number;
  promptTokens: number;
  /** Prompt tokens from the provider's cache; null when no provider tells. */
  cachedTokens: number | null;
  /** Cached part of the prompt tokens of the calls whose provider tells: 0 to 1. */
  cachedShare: number | null;
  completionTokens: number;
  /** Part of the completion tokens; null when no provider tells. */
  reasoningTokens: number | null;
  /** US dollars; null when there are answers and none has a price. */
  costUsd: number | null;
  /** Answers without a price: what they cost is not in `costUsd`. */
  unpricedCalls: number;
  /** Of the answered calls, from sending to the end of the answer; null when there are none. */
  latencyMs: { p50: number; p95: number } | null;
}

/** The spend of a run, whole and in parts. The parts overlap: a judge's retry is in five of them. */
export interface SpendReport {
  total: Spend;
  byRole: ({
    role: LedgerEntry["role"];
    /** By the names that they gave themselves. */
    models: string[];
  } & Spend)[];
  byStage: ({ stage: LedgerEntry["stage"] } & Spend)[];
  /** Calls that judged: vision, GUI agent and feedback, outside of synthesis. */
  judges: Spend;
  /** Attempts after the first. */
  retries: Spend;
}

const judgeRoles: readonly LedgerEntry["role"][] = ["vision", "gui", "feedback"];

export function reportSpend(entries: readonly LedgerEntry[]): SpendReport {
  return {
    total: summarizeSpend(entries),
    byRole: groups(entries, ({ role }) => role).map(([role, calls]) => ({
      role,
      models: modelsOf(calls),
      ...summarizeSpend(calls),
    })),
    byStage: groups(entries, ({ stage }) => stage).map(([stage, calls]) => ({
      stage,
      ...summarizeSpend(calls),
    })),
    judges: summarizeSpend(
      entries.filter(({ role, stage }) => stage !== "synthesize" && judgeRoles.includes(role)),
    ),
    retries: summarizeSpend(entries.filter(isRetry)),
  };
}

export function summarizeSpend(entries: readonly LedgerEntry[]): Spend {
  const paid = entries.filter(({ replayed }) => replayed === undefined);
  const answered = paid.filter(({ outcome }) => outcome === "answered");
  const usages = paid.flatMap(({ usage }) => usage ?? []);
  const telling = usages.filter(({ cachedTokens }) => cachedTokens !== null);
  const cachedTokens = sumOfKnown(usages.map((usage) => usage.cachedTokens));
  const tellingPromptTokens = sum(telling.map(({ promptTokens }) => promptTokens));
  const unpricedCalls = answered.filter(({ costUsd }) => costUsd === null).length;
  return {
    calls: paid.length,
    answered: answered.length,
    failed: paid.filter(({ outcome }) => outcome === "failed").length,
    abandoned: paid.filter(({ outcome }) => outcome === "abandoned").length,
    retries: paid.filter(isRetry).length,
    replayed: entries.length - paid.length,
    promptTokens: sum(usages.map(({ promptTokens }) => promptTokens)),
    cachedTokens,
    cachedShare:
      cachedTokens === null || tellingPromptTokens === 0 ? null : cachedTokens / tellingPromptTokens,
    completionTokens: sum(usages.map(({ completionTokens }) => completionTokens)),
    reasoningTokens: sumOfKnown(usages.map(({ reasoningTokens }) => reasoningTokens)),
    costUsd: answered.length > 0 && unpricedCalls === answered.length ? null : spendOf(paid).usd,
    unpricedCalls,
    latencyMs: latencyOf(answered),
  };
}

/** Models that answered, by the names that they gave themselves; where none did, those that were asked. */
function modelsOf(entries: readonly LedgerEntry[]): string[] {
  const answered = entries.filter(({ outcome }) => outcome === "answered");
  const names = (answered.length === 0 ? entries : answered).map(({ model }) => model);
  return [...new Set(names)].filter((name) => name !== "").sort();
}

function isRetry({ attempt }: LedgerEntry): boolean {
  return (attempt ?? 1) > 1;
}

function groups<Key extends string>(
  entries: readonly LedgerEntry[],
  keyOf: (entry: LedgerEntry) => Key,
): [Key, LedgerEntry[]][] {
  return [...Map.groupBy(entries, keyOf)].sort(([a], [b]) => (a < b ? -1 : 1));
}

function latencyOf(answered: readonly LedgerEntry[]): Spend["latencyMs"] {
  const sorted = answered.flatMap(({ latencyMs }) => latencyMs ?? []).sort((a, b) => a - b);
  const [p50, p95] = [nearestRank(sorted, 0.5), nearestRank(sorted, 0.95)];
  return p50 === undefined || p95 === undefined ? null : { p50, p95 };
}

/** Smallest value that is not below the given share of them. */
function nearestRank(sorted: readonly number[], share: number): number | undefined {
  return sorted[Math.max(0, Math.ceil(share * sorted.length) - 1)];
}

function sum(values: readonly number[]): number {
  return values.reduce((total, value) => total + value, 0);
}

function sumOfKnown(values: readonly (number | null)[]): number | null {
  const known = values.filter((value) => value !== null);
  return known.length === 0 ? null : sum(known);
}
