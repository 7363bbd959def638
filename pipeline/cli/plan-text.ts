import { formatBytes } from "../doctor/format-bytes.ts";
import type { RunEstimate } from "../plan/estimate-run.ts";
import type { Spread } from "../plan/spread.ts";
import { compactNumber } from "./compact-number.ts";
import { formatTable } from "./table.ts";

/** What `curate plan --json` prints. */
export interface PlanReport extends RunEstimate {
  run: string;
  label: "rehearsal" | null;
  left: { instructions: number; trajectories: number; begun: number; sealed: number; planned: number };
  /** What the estimate of each stage rests on: so many units that are done, or assumptions alone. */
  basis: Record<"synthesize" | "record", { kind: "pilot"; units: number } | { kind: "defaults" }>;
  spent: { usd: number; tokens: number; unpricedCalls: number };
  /** Free bytes where the run folder lies; null when the system does not say. */
  freeBytes: number | null;
  assumptions: string[];
  warnings: string[];
}

/** A plan for people: what is left, what it takes, what that rests on. */
export function formatPlan(report: PlanReport): string {
  return [headline(report), ...(isDone(report) ? [] : ["", body(report)]), ...closing(report)].join("\n");
}

function headline({ run, label, left }: PlanReport): string {
  const of = label === null ? "" : ` (${label})`;
  if (left.instructions + left.trajectories === 0)
    return `Plan for ${run}${of}: nothing is left to synthesize or record (${left.sealed} trajectories sealed).`;
  const begun = left.begun === 0 ? "" : `, ${left.begun} of them begun`;
  return [
    `Plan for the rest of ${run}${of}; nothing is run, written or paid`,
    `  left  ${left.instructions} instructions to synthesize, ${left.trajectories} trajectories to record${begun} (${left.sealed} of ${left.planned} sealed)`,
  ].join("\n");
}

function isDone({ left }: PlanReport): boolean {
  return left.instructions + left.trajectories === 0;
}

function body(report: PlanReport): string {
  const { hours, diskBytes, freeBytes } = report;
  const free = freeBytes === null ? "" : ` of ${formatBytes(freeBytes)} free`;
  return [
    callTable(report),
    "",
    `  time  ${ranged(hours.total, formatHours)}`,
    ...hours.stages.flatMap(({ stage, decidedBy }) =>
      decidedBy === null ? [] : [`        ${stage} is as fast as ${decidedBy} let it`],
    ),
    `  disk  ${ranged(diskBytes, formatBytes)}${free}`,
    `  cost  ${formatTotalCost(report)}`,
    ...report.budget.map(
      ({ limit, value, left }) =>
        `        ${limit} ${value}, of which ${limit === "budget.maxUsd" ? left.toFixed(2) : left} is left`,
    ),
  ].join("\n");
}

function callTable({ calls, total }: PlanReport): string {
  const rows = calls.map((row) => [
    row.stage,
    row.role,
    row.model,
    ranged(row.calls, compactNumber),
    ranged(row.promptTokens, compactNumber),
    ranged(row.cachedTokens, compactNumber),
    ranged(row.completionTokens, compactNumber),
    row.costUsd === null ? "unknown" : ranged(row.costUsd, formatUsd),
  ]);
  const sum = ["total", "", "", ranged(total.calls, compactNumber), "", "", "", formatKnownCost(total)];
  return formatTable(
    ["stage", "role", "model", "calls", "tokens in", "cached", "tokens out", "cost"],
    [...rows, sum],
  );
}

function formatTotalCost({ total, spent }: PlanReport): string {
  const soFar = `$${spent.usd.toFixed(4)} spent so far${spent.unpricedCalls > 0 ? `, ${spent.unpricedCalls} calls without a price` : ""}`;
  return `${formatKnownCost(total)}; ${soFar}`;
}

function formatKnownCost({ costUsd, pricedCostUsd, unpricedRoles }: RunEstimate["total"]): string {
  if (costUsd !== null) return ranged(costUsd, formatUsd);
  if (pricedCostUsd.high === 0) return "unknown";
  return `unknown; all but ${unpricedRoles.join(", ")}: ${ranged(pricedCostUsd, formatUsd)}`;
}

function closing({ assumptions, warnings }: PlanReport): string[] {
  const section = (title: string, lines: readonly string[], mark: string): string[] =>
    lines.length === 0
      ? []
      : ["", title, ...lines.map((line) => (line.startsWith("  ") ? `    ${line}` : `  ${mark} ${line}`))];
  return [...section("Where the numbers come from", assumptions, "-"), ...section("Mind", warnings, "!")];
}

/** "46 (31-65)": the likely value, and between what it may lie. One text where all are the same. */
function ranged({ low, likely, high }: Spread, format: (value: number) => string): string {
  const [from, middle, to] = [low, likely, high].map(format);
  return from === to && from === middle ? `${middle}` : `${middle} (${from} to ${to})`;
}

function formatUsd(usd: number): string {
  return `$${usd === 0 || usd >= 0.995 ? usd.toFixed(2) : usd.toPrecision(2)}`;
}

function formatHours(hours: number): string {
  if (hours < 1 / 60) return `${Math.round(hours * 3600)} s`;
  if (hours < 1) return `${Math.round(hours * 60)} min`;
  return hours < 48 ? `${hours.toFixed(1)} h` : `${(hours / 24).toFixed(1)} days`;
}
