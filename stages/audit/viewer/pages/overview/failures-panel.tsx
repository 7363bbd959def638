import { useMemo } from "preact/hooks";
import type { TrajectoryRow } from "../../../views/trajectory-row.ts";
import { formatCount } from "../../kit/formats.ts";
import { ShareBar } from "../../kit/share-bar.tsx";
import { countBy } from "../../rows/count-by.ts";
import { ListLink } from "./list-link.tsx";

/** What went wrong: trajectories that did not finish, and where steps of the others failed. */
export function FailuresPanel({ run, rows }: { run: string; rows: readonly TrajectoryRow[] }) {
  const { ends, stages } = useMemo(() => {
    const unfinished = rows.filter(({ status }) => status !== "finished" && status !== "recording");
    const byEnd = Map.groupBy(unfinished, ({ status, reason }) => JSON.stringify([status, reason]));
    return {
      ends: [...byEnd.values()]
        .flatMap((group) => (group[0] === undefined ? [] : [{ ...group[0], count: group.length }]))
        .sort((a, b) => b.count - a.count),
      stages: countBy(rows, ({ errorStages }) => errorStages),
    };
  }, [rows]);
  const most = Math.max(1, ...stages.map(({ count }) => count));
  return (
    <section class="panel" aria-labelledby="failures-title">
      <h2 id="failures-title">Failures</h2>
      <h3>Trajectories that did not finish</h3>
      {ends.length === 0 ? (
        <p class="soft">None.</p>
      ) : (
        <ul class="failures">
          {ends.map(({ status, reason, count }) => (
            <li key={`${status} ${reason}`}>
              <ListLink run={run} filters={{ status, reason: reason ?? "none" }}>
                {formatCount(count)}
              </ListLink>
              <span>
                <span class="tag bad">{status}</span> {reason}
              </span>
            </li>
          ))}
        </ul>
      )}
      <h3>Trajectories with steps that failed, by stage</h3>
      {stages.length === 0 ? (
        <p class="soft">None.</p>
      ) : (
        <ul class="failures failures-bars">
          {stages.map(({ key, count }) => (
            <li key={key}>
              <ListLink run={run} filters={{ error: key }}>
                {formatCount(count)}
              </ListLink>
              <span>{key}</span>
              <ShareBar share={count / most} />
            </li>
          ))}
        </ul>
      )}
    </section>
  );
}
