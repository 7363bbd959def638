import type { Spend, SpendReport } from "../../../../../pipeline/run/summarize-spend.ts";
import type { TrajectoryRow } from "../../../views/trajectory-row.ts";
import { ScrollRegion } from "../../code/scroll-region.tsx";
import { formatCompact, formatCount, formatDuration, formatUsd } from "../../kit/formats.ts";

/** What the run took, by the role that was asked and by the stage that asked. */
export function SpendPanel({ spend, rows }: { spend: SpendReport | null; rows: readonly TrajectoryRow[] }) {
  return (
    <section class="panel panel-wide" aria-labelledby="spend-title">
      <h2 id="spend-title">Money and time</h2>
      {spend === null ? (
        <p class="soft">What was spent is not part of this export.</p>
      ) : (
        <ScrollRegion class="table-scroll" label="Money by role and stage">
          <table class="table">
            <thead>
              <tr>
                <th scope="col">Calls of</th>
                <th scope="col">Model</th>
                {["Calls", "Failed", "Retries", "Prompt", "Completion", "Median", "95 %", "Cost"].map(
                  (name) => (
                    <th key={name} scope="col" class="number">
                      {name}
                    </th>
                  ),
                )}
              </tr>
            </thead>
            <tbody>
              {spend.byRole.map((part) => (
                <SpendLine key={part.role} name={part.role} models={part.models.join(", ")} spend={part} />
              ))}
              {spend.byStage.map((part) => (
                <SpendLine key={part.stage} name={`stage ${part.stage}`} models="" spend={part} />
              ))}
              <SpendLine name="all" models="" spend={spend.total} />
            </tbody>
          </table>
        </ScrollRegion>
      )}
      <TimeLine rows={rows} />
    </section>
  );
}

function SpendLine({ name, models, spend }: { name: string; models: string; spend: Spend }) {
  return (
    <tr>
      <th scope="row">{name}</th>
      <td class="mono">{models}</td>
      <td class="number">{formatCount(spend.calls)}</td>
      <td class="number">{formatCount(spend.failed)}</td>
      <td class="number">{formatCount(spend.retries)}</td>
      <td class="number">{formatCompact(spend.promptTokens)}</td>
      <td class="number">{formatCompact(spend.completionTokens)}</td>
      <td class="number">{spend.latencyMs === null ? "–" : formatDuration(spend.latencyMs.p50)}</td>
      <td class="number">{spend.latencyMs === null ? "–" : formatDuration(spend.latencyMs.p95)}</td>
      <td class="number">{formatUsd(spend.costUsd)}</td>
    </tr>
  );
}

function TimeLine({ rows }: { rows: readonly TrajectoryRow[] }) {
  const times = rows.map(({ durationMs }) => durationMs).sort((a, b) => a - b);
  const median = times[Math.floor(times.length / 2)] ?? 0;
  const longest = times.at(-1) ?? 0;
  return (
    <p class="soft">
      A trajectory takes {formatDuration(median)} in the median, {formatDuration(longest)} at most.
    </p>
  );
}
