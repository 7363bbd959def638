import type { FilterView } from "../../../views/run-view.ts";
import type { TrajectoryRow } from "../../../views/trajectory-row.ts";
import { ScrollRegion } from "../../code/scroll-region.tsx";
import { formatCount } from "../../kit/formats.ts";
import { Segmented } from "../../kit/segmented.tsx";
import { ShareBar } from "../../kit/share-bar.tsx";
import { setQuery } from "../../route/navigation.ts";
import { funnelStages } from "../../rows/funnel-stages.ts";
import { ListLink } from "./list-link.tsx";

interface FunnelPanelProps {
  run: string;
  filters: readonly FilterView[];
  /** The recipe that is shown; null: the run was filtered by none. */
  filter: FilterView | null;
  rows: readonly TrajectoryRow[];
}

export function FunnelPanel({ run, filters, filter, rows }: FunnelPanelProps) {
  return (
    <section class="panel panel-wide" aria-labelledby="funnel-title">
      <div class="panel-head">
        <h2 id="funnel-title">Funnel</h2>
        {filter !== null && filters.length > 1 && (
          <Segmented
            label="Recipe"
            options={filters.map(({ recipe }) => ({ name: recipe, label: recipe }))}
            selected={filter.recipe}
            onSelect={(recipe) => setQuery({ recipe })}
          />
        )}
      </div>
      {filter === null ? (
        <p class="soft">No verdicts yet. Make some with `curate filter`.</p>
      ) : (
        <FunnelTable run={run} filter={filter} rows={rows} />
      )}
    </section>
  );
}

function FunnelTable({
  run,
  filter,
  rows,
}: {
  run: string;
  filter: FilterView;
  rows: readonly TrajectoryRow[];
}) {
  const { recipe, funnel } = filter;
  const rejections = new Map<string, number>();
  for (const rule of rows.flatMap(({ verdicts }) => verdicts[recipe]?.rejectedBy ?? [])) {
    rejections.set(rule, (rejections.get(rule) ?? 0) + 1);
  }
  return (
    <ScrollRegion class="table-scroll" label="Funnel">
      <table class="table funnel">
        <thead>
          <tr>
            <th scope="col">Rule</th>
            <th scope="col" class="funnel-bar">
              <span class="unseen">Share left</span>
            </th>
            <th scope="col" class="number">
              Left
            </th>
            <th scope="col" class="number">
              Lost here
            </th>
            <th scope="col" class="number">
              Rejects in all
            </th>
            <th scope="col" class="number">
              Unmeasured
            </th>
          </tr>
        </thead>
        <tbody>
          {funnelStages(funnel).map(({ rule, left, lost, unmeasured }) => (
            <tr key={rule ?? ""}>
              <th scope="row">{rule ?? "recorded to their end"}</th>
              <td class="funnel-bar">
                <ShareBar share={funnel.sealed === 0 ? 0 : left / funnel.sealed} tone="accent" />
              </td>
              <td class="number">{formatCount(left)}</td>
              <td class="number soft">{lost === 0 ? "" : `−${formatCount(lost)}`}</td>
              <td class="number">
                {rule !== null && rejections.has(rule) && (
                  <ListLink run={run} filters={{ [`rule.${recipe}`]: rule }}>
                    {formatCount(rejections.get(rule) ?? 0)}
                  </ListLink>
                )}
              </td>
              <td class="number soft">{unmeasured === 0 ? "" : formatCount(unmeasured)}</td>
            </tr>
          ))}
          <tr class="funnel-end">
            <th scope="row">kept</th>
            <td class="funnel-bar">
              <ShareBar share={funnel.sealed === 0 ? 0 : funnel.kept / funnel.sealed} tone="good" />
            </td>
            <td class="number">
              <ListLink run={run} filters={{ [`verdict.${recipe}`]: "kept" }}>
                {formatCount(funnel.kept)}
              </ListLink>
            </td>
            <td />
            <td class="number">
              <ListLink run={run} filters={{ [`verdict.${recipe}`]: "rejected" }}>
                {formatCount(funnel.rejected)}
              </ListLink>
            </td>
            <td />
          </tr>
        </tbody>
      </table>
    </ScrollRegion>
  );
}
