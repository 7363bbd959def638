import type { Spend, SpendReport } from "../run/summarize-spend.ts";
import { formatTable } from "./table.ts";

/** Spend by role and by stage; judges and retries once more apart. Columns that no row fills are left out. */
export function formatSpend({ total, byRole, byStage, judges, retries }: SpendReport): string {
  const rows: { name: string; model: string; spend: Spend }[] = [
    ...byRole.map((spend) => ({ name: spend.role, model: spend.models.join(", "), spend })),
    ...byStage.map((spend) => ({ name: `stage ${spend.stage}`, model: "", spend })),
    { name: "judges", model: "vision, gui, feedback", spend: judges },
    { name: "retries", model: "", spend: retries },
    { name: "total", model: "", spend: total },
  ];
  const columns = allColumns.filter(({ always, cell }) => always === true || cell(total) !== "-");
  return formatTable(
    ["spend", "model", ...columns.map(({ title }) => title)],
    rows.map(({ name, model, spend }) => [name, model, ...columns.map(({ cell }) => cell(spend))]),
  );
}

interface Column {
  title: string;
  /** Shown also where there is nothing to say. */
  always?: true;
  /** "-" stands for nothing. */
  cell(spend: Spend): string;
}

const allColumns: readonly Column[] = [
  { title: "calls", always: true, cell: ({ calls }) => String(calls) },
  { title: "failed", always: true, cell: ({ failed, abandoned }) => String(failed + abandoned) },
  { title: "replayed", cell: ({ replayed }) => (replayed === 0 ? "-" : String(replayed)) },
  { title: "tokens in", always: true, cell: ({ promptTokens }) => String(promptTokens) },
  {
    title: "cached",
    cell: ({ cachedShare }) => (cachedShare === null ? "-" : `${(100 * cachedShare).toFixed(1)}%`),
  },
  { title: "tokens out", always: true, cell: ({ completionTokens }) => String(completionTokens) },
  {
    title: "reasoning",
    cell: ({ reasoningTokens }) => (reasoningTokens === null ? "-" : String(reasoningTokens)),
  },
  { title: "p50", cell: ({ latencyMs }) => (latencyMs === null ? "-" : formatLatency(latencyMs.p50)) },
  { title: "p95", cell: ({ latencyMs }) => (latencyMs === null ? "-" : formatLatency(latencyMs.p95)) },
  { title: "cost", always: true, cell: formatCost },
];

export function formatCost({ costUsd, unpricedCalls }: Pick<Spend, "costUsd" | "unpricedCalls">): string {
  if (costUsd === null) return "unknown";
  return `$${costUsd.toFixed(4)}${unpricedCalls > 0 ? ` + ${unpricedCalls} calls without a price` : ""}`;
}

function formatLatency(ms: number): string {
  return ms < 1000 ? `${Math.round(ms)} ms` : `${(ms / 1000).toFixed(1)} s`;
}
