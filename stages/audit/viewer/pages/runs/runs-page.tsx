import { useEffect } from "preact/hooks";
import { addresses } from "../../../views/addresses.ts";
import type { RunCard } from "../../../views/run-view.ts";
import { readyValue } from "../../data/loaded.ts";
import { useData } from "../../data/use-data.ts";
import { formatTime } from "../../kit/formats.ts";
import { PageHeading } from "../../kit/page-heading.tsx";
import { Empty, Load } from "../../kit/states.tsx";
import { Link } from "../../route/link.tsx";
import { go } from "../../route/navigation.ts";

/** The runs that are shown together; with only one, its overview is gone to at once. */
export function RunsPage() {
  const loaded = useData<RunCard[]>(addresses.runs);
  const runs = readyValue(loaded);
  const only = runs?.length === 1 ? runs[0]?.key : undefined;
  useEffect(() => {
    if (only !== undefined) go({ page: "overview", run: only, query: {} }, { replace: true });
  }, [only]);
  return (
    <>
      <PageHeading title="Runs" />
      <Load what="the runs" address={addresses.runs} loaded={loaded}>
        {(runs) => (runs.length === 0 ? <Empty title="No run is shown." /> : <RunCards runs={runs} />)}
      </Load>
    </>
  );
}

function RunCards({ runs }: { runs: readonly RunCard[] }) {
  return (
    <ul class="run-cards">
      {runs.map(({ key, label, createdAt }) => (
        <li key={key}>
          <Link class="panel run-card" to={{ page: "overview", run: key, query: {} }}>
            <strong>{key}</strong>
            <span class="soft">begun {formatTime(createdAt)}</span>
            {label !== null && (
              <span>
                <span class="tag warn">{label}</span>
              </span>
            )}
          </Link>
        </li>
      ))}
    </ul>
  );
}
