import { addresses } from "../../../views/addresses.ts";
import type { RunView } from "../../../views/run-view.ts";
import type { TrajectoryRow } from "../../../views/trajectory-row.ts";
import { useData } from "../../data/use-data.ts";
import { Empty, Load } from "../../kit/states.tsx";
import type { RouteQuery } from "../../route/route.ts";
import { FailuresPanel } from "./failures-panel.tsx";
import { FunnelPanel } from "./funnel-panel.tsx";
import { KeyFigures } from "./key-figures.tsx";
import { LatestStrip } from "./latest-strip.tsx";
import { ReliabilityPanel } from "./reliability-panel.tsx";
import { RunHead } from "./run-head.tsx";
import { ScoresPanel } from "./scores-panel.tsx";
import { SpendPanel } from "./spend-panel.tsx";
import { TypesPanel } from "./types-panel.tsx";
import { YieldPanel } from "./yield-panel.tsx";
import "./overview.css";

/** A run at a glance: what it holds, what was kept and why, what it took, and how far its judges can be relied on. */
export function OverviewPage({ run, query }: { run: string; query: RouteQuery }) {
  const loadedView = useData<RunView>(addresses.run(run));
  const loadedRows = useData<TrajectoryRow[]>(addresses.rows(run));
  return (
    <Load what="the run" address={addresses.run(run)} loaded={loadedView}>
      {(view) => (
        <>
          <RunHead view={view} />
          <Load what="its trajectories" address={addresses.rows(run)} loaded={loadedRows}>
            {(rows) => <Panels run={run} view={view} rows={rows} query={query} />}
          </Load>
        </>
      )}
    </Load>
  );
}

interface PanelsProps {
  run: string;
  view: RunView;
  rows: readonly TrajectoryRow[];
  query: RouteQuery;
}

function Panels({ run, view, rows, query }: PanelsProps) {
  if (rows.length === 0) {
    return (
      <Empty title="No trajectory yet.">
        {view.state === "recording"
          ? "The run is being recorded: this page fills by itself."
          : "Record some with `curate record`."}
      </Empty>
    );
  }
  const filter = view.filters.find(({ recipe }) => recipe === query.recipe) ?? view.filters[0] ?? null;
  return (
    <>
      <KeyFigures run={run} view={view} rows={rows} filter={filter} />
      <LatestStrip run={run} rows={rows} />
      <div class="overview-panels">
        <FunnelPanel run={run} filters={view.filters} filter={filter} rows={rows} />
        {filter !== null && <YieldPanel rows={rows} filter={filter} query={query} />}
        <ScoresPanel run={run} rows={rows} />
        <TypesPanel run={run} rows={rows} recipe={filter?.recipe ?? null} />
        <FailuresPanel run={run} rows={rows} />
        <SpendPanel spend={view.spend} rows={rows} />
        <ReliabilityPanel gradings={view.gradings} />
      </div>
    </>
  );
}
