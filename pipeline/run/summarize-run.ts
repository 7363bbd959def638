import type { LedgerEntry } from "./ledger.ts";
import type { RunReader } from "./run-reader.ts";
import type { Trajectory } from "./trajectory.ts";

/** One trajectory in a line. */
export interface TrajectorySummary {
  id: string;
  instructionId: string;
  status: "recording" | "finished" | "step-limit" | "failed";
  steps: number;
  errorSteps: number;
  backtracks: number;
  chosen: number | null;
  /** Scores of the chosen step; null when unmeasured or not sealed. */
  screenshotScore: number | null;
  guiScore: number | null;
}

/** Spend of one role. Costs that nobody states are counted, not guessed. */
export interface RoleSpend {
  role: string;
  model: string;
  calls: number;
  failedCalls: number;
  promptTokens: number;
  completionTokens: number;
  cachedTokens: number;
  costUsd: number;
  unpricedCalls: number;
}

export function summarizeTrajectory(id: string, trajectory: Trajectory): TrajectorySummary {
  const { nodes, sealed, backtracks, opened } = trajectory;
  const chosen = sealed?.chosen ?? null;
  const best = chosen === null ? undefined : nodes[chosen];
  return {
    id,
    instructionId: opened.instructionId,
    status: sealed?.outcome ?? "recording",
    steps: nodes.length,
    errorSteps: nodes.filter((node) => node.isError).length,
    backtracks: backtracks.length,
    chosen,
    screenshotScore: best?.screenshot.value ?? null,
    guiScore: best?.gui.value ?? null,
  };
}

export async function summarizeTrajectories(reader: RunReader): Promise<TrajectorySummary[]> {
  const summaries: TrajectorySummary[] = [];
  for (const id of await reader.trajectoryIds())
    summaries.push(summarizeTrajectory(id, (await reader.openTrajectory(id)).trajectory));
  return summaries;
}

export function summarizeSpend(entries: readonly LedgerEntry[]): RoleSpend[] {
  const byRole = new Map<string, RoleSpend>();
  for (const entry of entries) {
    const spend = byRole.get(entry.role) ?? emptySpend(entry);
    byRole.set(entry.role, spend);
    spend.calls++;
    if (entry.outcome !== "answered") spend.failedCalls++;
    spend.promptTokens += entry.usage?.promptTokens ?? 0;
    spend.completionTokens += entry.usage?.completionTokens ?? 0;
    spend.cachedTokens += entry.usage?.cachedTokens ?? 0;
    spend.costUsd += entry.costUsd ?? 0;
    if (entry.outcome === "answered" && entry.costUsd === null) spend.unpricedCalls++;
  }
  return [...byRole.values()].sort((a, b) => (a.role < b.role ? -1 : 1));
}

function emptySpend({ role, model }: LedgerEntry): RoleSpend {
  return {
    role,
    model,
    calls: 0,
    failedCalls: 0,
    promptTokens: 0,
    completionTokens: 0,
    cachedTokens: 0,
    costUsd: 0,
    unpricedCalls: 0,
  };
}
