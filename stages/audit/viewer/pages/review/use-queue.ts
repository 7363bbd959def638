import { useMemo, useRef } from "preact/hooks";
import type { RunView } from "../../../views/run-view.ts";
import type { TrajectoryRow } from "../../../views/trajectory-row.ts";
import type { RouteQuery } from "../../route/route.ts";
import { facetsOf } from "../../rows/facets.ts";
import { filterRows } from "../../rows/filter-rows.ts";
import { chosenOf, filterPart } from "../../rows/list-query.ts";
import { recipesOf } from "../../rows/recipes-of.ts";
import { buildQueue } from "../../rows/review-queue.ts";
import { matchRows } from "../../rows/search-rows.ts";
import type { Minima } from "../../rows/yield.ts";
import type { ReviewState } from "./review-state.ts";

export interface ReviewQueue {
  ids: readonly string[];
  /** How many trajectories would be in the queue now and are not. */
  newer: number;
  /** Builds it again, from what there is now. */
  refresh(): void;
  minima: Minima;
}

/**
 * The queue as it was when its strategy was chosen: a review that is given, or a trajectory that is recorded meanwhile,
 * never moves what one is looking at.
 */
export function useQueue(
  rows: readonly TrajectoryRow[],
  view: RunView | null,
  state: ReviewState,
  query: RouteQuery,
): ReviewQueue {
  const minima = minimaOf(view, state.recipe);
  const { strategy, seed } = state;
  const facets = facetsOf(recipesOf(rows));
  const filters = filterPart(query, facets);
  const now = useMemo(() => {
    const chosen = filterRows(rows, facets, chosenOf(filters, facets), matchRows(filters.q ?? "", new Set()));
    return buildQueue(chosen.rows, { strategy, seed, minima });
  }, [rows, strategy, seed, JSON.stringify([filters, minima])]);
  const key = JSON.stringify([strategy, seed, filters, minima]);
  const held = useRef({ key: "", ids: now });
  if (held.current.key !== key) held.current = { key, ids: now };
  const { ids } = held.current;
  const known = useMemo(() => new Set(ids), [ids]);
  return {
    ids,
    minima,
    newer: now.filter((id) => !known.has(id)).length,
    refresh() {
      held.current = { key, ids: now };
    },
  };
}

function minimaOf(view: RunView | null, recipe: string | null): Minima {
  const filters = view?.filters ?? [];
  const named = filters.find((filter) => filter.recipe === recipe);
  const withMinima = filters.find(({ minima }) => minima.screenshot !== null || minima.gui !== null);
  return named?.minima ?? withMinima?.minima ?? { screenshot: null, gui: null };
}
