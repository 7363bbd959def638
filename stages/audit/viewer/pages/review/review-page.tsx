import { useState } from "preact/hooks";
import { addresses } from "../../../views/addresses.ts";
import type { RunView } from "../../../views/run-view.ts";
import type { TrajectoryRow } from "../../../views/trajectory-row.ts";
import { readyValue } from "../../data/loaded.ts";
import { isLive, namedReviewer } from "../../data/page-meta.ts";
import { useData } from "../../data/use-data.ts";
import { PageHeading } from "../../kit/page-heading.tsx";
import { recall, remember } from "../../kit/remember.ts";
import { Empty, Load } from "../../kit/states.tsx";
import type { RouteQuery } from "../../route/route.ts";
import { ReviewDesk } from "./review-desk.tsx";
import { ReviewerName, ReviewerQuestion } from "./reviewer-name.tsx";
import "./review.css";

/** People judge trajectories, one after another, by the keyboard. */
export function ReviewPage({ run, query }: { run: string; query: RouteQuery }) {
  const address = addresses.rows(run);
  const loaded = useData<TrajectoryRow[]>(address);
  const view = readyValue(useData<RunView>(addresses.run(run)));
  const [reviewer, setReviewer] = useState(() => namedReviewer ?? recall("audit-reviewer"));
  const name = (given: string) => {
    remember("audit-reviewer", given);
    setReviewer(given);
  };
  return (
    <>
      <PageHeading title="Review">
        {!isLive && <span class="tag warn">read only: an export takes no reviews</span>}
        {isLive && reviewer !== null && <ReviewerName name={reviewer} onRename={() => setReviewer(null)} />}
      </PageHeading>
      <Load what="the trajectories" address={address} loaded={loaded}>
        {(rows) => {
          if (rows.length === 0) return <Empty title="There is nothing to review yet." />;
          if (isLive && reviewer === null) return <ReviewerQuestion onAnswer={name} />;
          return <ReviewDesk run={run} rows={rows} view={view} query={query} reviewer={reviewer ?? ""} />;
        }}
      </Load>
    </>
  );
}
