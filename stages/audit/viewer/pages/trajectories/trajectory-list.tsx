import { useRef } from "preact/hooks";
import type { TrajectoryRow } from "../../../views/trajectory-row.ts";
import { useKeys } from "../../kit/keys.tsx";
import { Empty } from "../../kit/states.tsx";
import { narrow, useMedia } from "../../kit/use-media.ts";
import { useWindowRows } from "../../kit/use-window-rows.ts";
import { TrajectoryLine } from "./trajectory-line.tsx";

const rowHeight = 98;
const narrowRowHeight = 136;

/** The table of trajectories, of which only the visible part is drawn. */
export function TrajectoryList({ run, rows }: { run: string; rows: readonly TrajectoryRow[] }) {
  const list = useRef<HTMLDivElement>(null);
  const height = useMedia(narrow) ? narrowRowHeight : rowHeight;
  const { items, totalHeight, offsetOf, scrollTo } = useWindowRows({
    count: rows.length,
    rowHeight: height,
    list,
    keyOf: (index) => rows[index]?.id ?? "",
  });
  const move = (by: number) => {
    const links = [...(list.current?.querySelectorAll<Element>("a[data-index]") ?? [])];
    const at = document.activeElement === null ? -1 : links.indexOf(document.activeElement);
    const next = links[at === -1 ? 0 : at + by];
    if (!(next instanceof HTMLElement)) return;
    next.focus({ preventScroll: true });
    scrollTo(Number(next.dataset.index));
  };
  useKeys("List", [
    { key: "j", does: "next trajectory", run: () => move(1) },
    { key: "k", does: "previous trajectory", run: () => move(-1) },
  ]);
  if (rows.length === 0) {
    return <Empty title="No trajectory is like that.">Remove a filter, or search for something else.</Empty>;
  }
  return (
    // a table whose rows are placed by script: an HTML table cannot leave rows out
    <div class="list" role="table" aria-label="Trajectories" aria-rowcount={rows.length + 1}>
      <div class="list-head" role="row" aria-rowindex={1}>
        {["Screenshot", "Trajectory", "Scores", "Steps", "Spent", "Verdict"].map((name) => (
          <span key={name} role="columnheader">
            {name}
          </span>
        ))}
      </div>
      <div ref={list} class="list-body" role="rowgroup" style={{ height: `${totalHeight}px` }}>
        {items.map((item) => {
          const row = rows[item.index];
          return row === undefined ? null : (
            <TrajectoryLine
              key={item.key}
              run={run}
              row={row}
              index={item.index}
              top={offsetOf(item)}
              height={height}
            />
          );
        })}
      </div>
    </div>
  );
}
