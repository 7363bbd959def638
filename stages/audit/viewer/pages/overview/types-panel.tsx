import { useMemo } from "preact/hooks";
import type { TrajectoryRow } from "../../../views/trajectory-row.ts";
import { ScrollRegion } from "../../code/scroll-region.tsx";
import { formatCount, formatShare } from "../../kit/formats.ts";
import { ShareBar } from "../../kit/share-bar.tsx";
import { summarizeTypes } from "../../rows/type-summary.ts";
import { ListLink } from "./list-link.tsx";

interface TypesPanelProps {
  run: string;
  rows: readonly TrajectoryRow[];
  recipe: string | null;
}

export function TypesPanel({ run, rows, recipe }: TypesPanelProps) {
  const types = useMemo(() => summarizeTypes(rows, recipe), [rows, recipe]);
  const most = Math.max(1, ...types.map(({ count }) => count));
  return (
    <section class="panel" aria-labelledby="types-title">
      <h2 id="types-title">Application types</h2>
      <ScrollRegion class="table-scroll" label="Application types">
        <table class="table">
          <thead>
            <tr>
              <th scope="col">Type</th>
              <th scope="col" class="number">
                Trajectories
              </th>
              <th scope="col" class="bar-column">
                <span class="unseen">Share</span>
              </th>
              <th scope="col" class="number">
                Screenshot
              </th>
              <th scope="col" class="number">
                GUI
              </th>
              {recipe !== null && (
                <th scope="col" class="number">
                  Kept
                </th>
              )}
            </tr>
          </thead>
          <tbody>
            {types.map(({ type, count, meanScreenshot, meanGui, keptShare }) => (
              <tr key={type}>
                <th scope="row">{type}</th>
                <td class="number">
                  <ListLink run={run} filters={{ type }}>
                    {formatCount(count)}
                  </ListLink>
                </td>
                <td class="bar-column">
                  <ShareBar share={count / most} />
                </td>
                <td class="number">{meanScreenshot?.toFixed(1) ?? "–"}</td>
                <td class="number">{meanGui?.toFixed(1) ?? "–"}</td>
                {recipe !== null && <td class="number">{formatShare(keptShare)}</td>}
              </tr>
            ))}
          </tbody>
        </table>
      </ScrollRegion>
    </section>
  );
}
