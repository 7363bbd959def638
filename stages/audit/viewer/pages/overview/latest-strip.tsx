import { useMemo } from "preact/hooks";
import type { TrajectoryRow } from "../../../views/trajectory-row.ts";
import { ScoreBadge } from "../../kit/score-badge.tsx";
import { Thumbnail } from "../../kit/thumbnail.tsx";
import { Link } from "../../route/link.tsx";
import { sortRows } from "../../rows/sort-rows.ts";

const shown = 12;

/** What was made last, to look at. */
export function LatestStrip({ run, rows }: { run: string; rows: readonly TrajectoryRow[] }) {
  const latest = useMemo(() => {
    const visible = rows.filter(({ hasScreenshot }) => hasScreenshot);
    return sortRows(visible, { key: "recent", reversed: false }).slice(0, shown);
  }, [rows]);
  if (latest.length === 0) return null;
  return (
    <section aria-label="Latest sites">
      <ul class="strip">
        {latest.map((row) => (
          <li key={row.id}>
            <Link
              class="strip-item"
              to={{ page: "trajectory", run, id: row.id, query: {} }}
              title={row.instruction}
            >
              <span class="unseen">Trajectory {row.id}</span>
              <Thumbnail run={run} row={row} />
              <span class="strip-scores">
                <ScoreBadge kind="screenshot" score={row.screenshot} bare />
                <ScoreBadge kind="gui" score={row.gui} bare />
              </span>
            </Link>
          </li>
        ))}
      </ul>
    </section>
  );
}
