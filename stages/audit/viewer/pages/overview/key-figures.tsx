import type { ComponentChildren } from "preact";
import type { FilterView, RunView } from "../../../views/run-view.ts";
import type { TrajectoryRow } from "../../../views/trajectory-row.ts";
import { formatCount, formatShare, formatUsd } from "../../kit/formats.ts";
import { ListLink } from "./list-link.tsx";

interface KeyFiguresProps {
  run: string;
  view: RunView;
  rows: readonly TrajectoryRow[];
  filter: FilterView | null;
}

/** The few numbers that one looks for first. */
export function KeyFigures({ run, view, rows, filter }: KeyFiguresProps) {
  const recording = rows.filter(({ status }) => status === "recording").length;
  const reviewed = rows.filter(({ reviews }) => reviews.length > 0).length;
  return (
    <dl class="figures">
      <Figure name="Trajectories" more={`of ${formatCount(view.planned)} planned`}>
        <ListLink run={run} filters={{}}>
          {formatCount(rows.length)}
        </ListLink>
      </Figure>
      {recording > 0 && (
        <Figure name="Being recorded" more="now">
          <ListLink run={run} filters={{ status: "recording" }}>
            {formatCount(recording)}
          </ListLink>
        </Figure>
      )}
      {filter !== null && (
        <Figure name="Kept" more={`${formatShare(shareKept(filter))} by ${filter.recipe}`}>
          <ListLink run={run} filters={{ [`verdict.${filter.recipe}`]: "kept" }}>
            {formatCount(filter.funnel.kept)}
          </ListLink>
        </Figure>
      )}
      <MeanFigure
        name="Mean screenshot score"
        values={rows.map(({ screenshot }) => screenshot?.value ?? null)}
      />
      <MeanFigure name="Mean GUI score" values={rows.map(({ gui }) => gui?.value ?? null)} />
      <Figure name="Reviewed" more={formatShare(reviewed / rows.length)}>
        {formatCount(reviewed)}
      </Figure>
      {view.spend !== null && (
        <Figure name="Spent" more={unpricedNote(view.spend.total.unpricedCalls)}>
          {formatUsd(view.spend.total.costUsd)}
        </Figure>
      )}
    </dl>
  );
}

function Figure({ name, more, children }: { name: string; more: string; children: ComponentChildren }) {
  return (
    <div class="figure">
      <dt>{name}</dt>
      <dd>
        <span class="figure-value">{children}</span> <span class="soft">{more}</span>
      </dd>
    </div>
  );
}

/** A mean says over how many it is: those without a score are not in it, and not zero. */
function MeanFigure({ name, values }: { name: string; values: readonly (number | null)[] }) {
  const known = values.filter((value) => value !== null);
  const mean = known.reduce((sum, value) => sum + value, 0) / known.length;
  return (
    <Figure name={name} more={`of ${formatCount(known.length)} measured`}>
      {known.length === 0 ? "–" : mean.toFixed(2)}
    </Figure>
  );
}

function shareKept({ funnel }: FilterView): number | null {
  const judged = funnel.kept + funnel.rejected;
  return judged === 0 ? null : funnel.kept / judged;
}

function unpricedNote(calls: number): string {
  return calls === 0 ? "on all calls" : `and ${formatCount(calls)} calls without a price`;
}
