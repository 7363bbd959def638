import { addresses } from "../../../views/addresses.ts";
import type { RunView } from "../../../views/run-view.ts";
import type { TrajectoryRow } from "../../../views/trajectory-row.ts";
import { readyValue } from "../../data/loaded.ts";
import { useData } from "../../data/use-data.ts";
import { PageHeading } from "../../kit/page-heading.tsx";
import { Empty, Load } from "../../kit/states.tsx";
import type { RouteQuery } from "../../route/route.ts";
import { TrajectoryBrowser } from "./trajectory-browser.tsx";
import "./trajectories.css";

/** All trajectories of a run: searched, narrowed down by facets, sorted, opened. */
export function TrajectoriesPage({ run, query }: { run: string; query: RouteQuery }) {
  const address = addresses.rows(run);
  const loaded = useData<TrajectoryRow[]>(address);
  const view = readyValue(useData<RunView>(addresses.run(run)));
  return (
    <>
      <PageHeading title="Trajectories" />
      <Load what="the trajectories" address={address} loaded={loaded}>
        {(rows) =>
          rows.length === 0 ? (
            <Empty title="No trajectory yet.">
              {view?.state === "recording"
                ? "The run is being recorded: its first trajectory appears here by itself."
                : "Record some with `curate record`."}
            </Empty>
          ) : (
            <TrajectoryBrowser run={run} rows={rows} query={query} />
          )
        }
      </Load>
    </>
  );
}
