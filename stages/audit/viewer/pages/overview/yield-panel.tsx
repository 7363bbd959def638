import { useMemo } from "preact/hooks";
import type { FilterView } from "../../../views/run-view.ts";
import type { TrajectoryRow } from "../../../views/trajectory-row.ts";
import { formatCount, formatShare } from "../../kit/formats.ts";
import { setQuery } from "../../route/navigation.ts";
import type { RouteQuery } from "../../route/route.ts";
import { formatMinima, parseMinima } from "../../rows/minima-text.ts";
import { computeYields, type Minima } from "../../rows/yield.ts";
import { MinimumSlider } from "./minimum-slider.tsx";
import { YieldTable } from "./yield-table.tsx";

interface YieldPanelProps {
  rows: readonly TrajectoryRow[];
  filter: FilterView;
  query: RouteQuery;
}

/** What the recipe would keep at other score minima; all its other rules as they are. */
export function YieldPanel({ rows, filter, query }: YieldPanelProps) {
  const { recipe, minima: actual } = filter;
  const yields = useMemo(() => computeYields(rows, recipe, actual), [rows, recipe, actual]);
  const minima = parseMinima(query.min) ?? actual;
  const move = (moved: Minima) => setQuery({ min: isSame(moved, actual) ? null : formatMinima(moved) });
  const kept = yields.keptAt(minima);
  const change = kept - yields.keptAt(actual);
  return (
    <section class="panel" aria-labelledby="yield-title">
      <h2 id="yield-title">Yield over score minima</h2>
      <div class="yield-sliders">
        <MinimumSlider
          name="Screenshot score at least"
          lowest={0}
          value={minima.screenshot}
          onMove={(screenshot) => move({ ...minima, screenshot })}
        />
        <MinimumSlider
          name="GUI score at least"
          lowest={1}
          value={minima.gui}
          onMove={(gui) => move({ ...minima, gui })}
        />
      </div>
      <p class="yield-answer" role="status">
        <strong>{formatCount(kept)}</strong> of {formatCount(yields.judged)} pass (
        {formatShare(yields.judged === 0 ? null : kept / yields.judged)})
        {change !== 0 && (
          <span class={change > 0 ? "tag good" : "tag bad"}>
            {change > 0 ? "+" : "−"}
            {formatCount(Math.abs(change))} against the recipe
          </span>
        )}
        {!isSame(minima, actual) && (
          <button type="button" class="button quiet" onClick={() => move(actual)}>
            As in the recipe
          </button>
        )}
      </p>
      <YieldTable yields={yields} minima={minima} onMove={move} />
      {filter.funnel.selection.length > 0 && <p class="soft">Before the recipe selects among what passes.</p>}
    </section>
  );
}

function isSame(a: Minima, b: Minima): boolean {
  return a.screenshot === b.screenshot && a.gui === b.gui;
}
