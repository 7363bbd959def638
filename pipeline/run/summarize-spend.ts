import type { LedgerEntry } from "./ledger.ts";

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

export function reportSpend(entries: Iterable<LedgerEntry>): SpendReport {
  const count = new SpendCount();
  for (const entry of entries) count.add(entry);
  return count.report();
}

export function summarizeSpend(entries: Iterable<LedgerEntry>): Spend {
  const sum = new SpendSum();
  for (const entry of entries) sum.add(entry);
  return sum.spend();
}

/** Counts a ledger entry by entry: it may be larger than memory. */
export class SpendCount {
  readonly #total = new SpendSum();
  readonly #byRole = new Map<LedgerEntry["role"], SpendSum>();
  readonly #byStage = new Map<LedgerEntry["stage"], SpendSum>();
  readonly #judges = new SpendSum();
  readonly #retries = new SpendSum();

  add(entry: LedgerEntry): void {
    const { role, stage } = entry;
    this.#total.add(entry);
    sumAt(this.#byRole, role).add(entry);
    sumAt(this.#byStage, stage).add(entry);
    if (stage !== "synthesize" && judgeRoles.includes(role)) this.#judges.add(entry);
    if (isRetry(entry)) this.#retries.add(entry);
  }

  report(): SpendReport {
    return {
      total: this.#total.spend(),
      byRole: sorted(this.#byRole).map(([role, sum]) => ({ role, models: sum.models(), ...sum.spend() })),
      byStage: sorted(this.#byStage).map(([stage, sum]) => ({ stage, ...sum.spend() })),
      judges: this.#judges.spend(),
      retries: this.#retries.spend(),
    };
  }
}

/** One line of the report. */
class SpendSum {
  #calls = 0;
  #answered = 0;
  #failed = 0;
  #abandoned = 0;
  #retries = 0;
  #replayed = 0;
  #promptTokens = 0;
  #completionTokens = 0;
  /** of the calls whose provider tells */
  readonly #cached = { known: false, tokens: 0, ofPromptTokens: 0 };
  readonly #reasoning = { known: false, tokens: 0 };
  #usd = 0;
  #unpricedCalls = 0;
  readonly #latenciesMs: number[] = [];
  readonly #answering = new Set<string>();
  readonly #asked = new Set<string>();

  add(entry: LedgerEntry): void {
    const { outcome, model } = entry;
    this.#asked.add(model);
    if (outcome === "answered") this.#answering.add(model);
    if (entry.replayed !== undefined) {
      this.#replayed++;
      return;
    }
    this.#calls++;
    if (isRetry(entry)) this.#retries++;
    this.#usd += entry.costUsd ?? 0;
    if (outcome === "failed") this.#failed++;
    if (outcome === "abandoned") this.#abandoned++;
    if (outcome === "answered") {
      this.#answered++;
      if (entry.costUsd === null) this.#unpricedCalls++;
      if (entry.latencyMs !== null) this.#latenciesMs.push(entry.latencyMs);
    }
    if (entry.usage !== null) this.#addUsage(entry.usage);
  }

  /** Models that answered, by the names that they gave themselves; where none did, those that were asked. */
  models(): string[] {
    const names = this.#answering.size === 0 ? this.#asked : this.#answering;
    return [...names].filter((name) => name !== "").sort();
  }

  spend(): Spend {
    const { known, tokens, ofPromptTokens } = this.#cached;
    return {
      calls: this.#calls,
      answered: this.#answered,
      failed: this.#failed,
      abandoned: this.#abandoned,
      retries: this.#retries,
      replayed: this.#replayed,
      promptTokens: this.#promptTokens,
      cachedTokens: known ? tokens : null,
      cachedShare: known && ofPromptTokens > 0 ? tokens / ofPromptTokens : null,
      completionTokens: this.#completionTokens,
      reasoningTokens: this.#reasoning.known ? this.#reasoning.tokens : null,
      costUsd: this.#answered > 0 && this.#unpricedCalls === this.#answered ? null : this.#usd,
      unpricedCalls: this.#unpricedCalls,
      latencyMs: latencyOf(this.#latenciesMs),
    };
  }

  #addUsage({ promptTokens, completionTokens, cachedTokens, reasoningTokens }: Usage): void {
    this.#promptTokens += promptTokens;
    this.#completionTokens += completionTokens;
    if (cachedTokens !== null) {
      this.#cached.known = true;
      this.#cached.tokens += cachedTokens;
      this.#cached.ofPromptTokens += promptTokens;
    }
    if (reasoningTokens !== null) {
      this.#reasoning.known = true;
      this.#reasoning.tokens += reasoningTokens;
    }
  }
}

type Usage = NonNullable<LedgerEntry["usage"]>;

function sumAt<Key>(sums: Map<Key, SpendSum>, key: Key): SpendSum {
  const sum = sums.get(key) ?? new SpendSum();
  sums.set(key, sum);
  return sum;
}

function sorted<Key extends string>(sums: ReadonlyMap<Key, SpendSum>): [Key, SpendSum][] {
  return [...sums].sort(([a], [b]) => (a < b ? -1 : 1));
}

function isRetry({ attempt }: LedgerEntry): boolean {
  return (attempt ?? 1) > 1;
}

function latencyOf(latenciesMs: readonly number[]): Spend["latencyMs"] {
  const sorted = latenciesMs.toSorted((a, b) => a - b);
  const [p50, p95] = [nearestRank(sorted, 0.5), nearestRank(sorted, 0.95)];
  return p50 === undefined || p95 === undefined ? null : { p50, p95 };
}

/** Smallest value that is not below the given share of them. */
function nearestRank(sorted: readonly number[], share: number): number | undefined {
  return sorted[Math.max(0, Math.ceil(share * sorted.length) - 1)];
}
