import { useEffect, useMemo, useRef } from "preact/hooks";
import type { TrajectoryRow } from "../../../views/trajectory-row.ts";
import { useTextSearch } from "../../data/use-text-search.ts";
import { announce } from "../../kit/announce.tsx";
import { formatCount } from "../../kit/formats.ts";
import { useKeys } from "../../kit/keys.tsx";
import { narrow, useMedia } from "../../kit/use-media.ts";
import { Link } from "../../route/link.tsx";
import { setQuery } from "../../route/navigation.ts";
import type { RouteQuery } from "../../route/route.ts";
import { facetsOf } from "../../rows/facets.ts";
import { filterRows } from "../../rows/filter-rows.ts";
import { chosenOf, filterPart } from "../../rows/list-query.ts";
import { recipesOf } from "../../rows/recipes-of.ts";
import { matchRows } from "../../rows/search-rows.ts";
import { parseSorting, sortRows } from "../../rows/sort-rows.ts";
import { ChosenValues } from "./chosen-values.tsx";
import { FacetPanel } from "./facet-panel.tsx";
import { SavedViews } from "./saved-views.tsx";
import { SearchNote } from "./search-note.tsx";
import { SortChoice } from "./sort-choice.tsx";
import { TrajectoryList } from "./trajectory-list.tsx";

interface BrowserProps {
  run: string;
  rows: readonly TrajectoryRow[];
  query: RouteQuery;
}

export function TrajectoryBrowser({ run, rows, query }: BrowserProps) {
  const search = query.q ?? "";
  const searchField = useRef<HTMLInputElement>(null);
  const textSearch = useTextSearch(run, search);
  const facets = useMemo(() => facetsOf(recipesOf(rows)), [rows]);
  const filtered = useMemo(
    () => filterRows(rows, facets, chosenOf(query, facets), matchRows(search, textSearch.found)),
    [rows, facets, query, search, textSearch.found],
  );
  const sorted = useMemo(
    () => sortRows(filtered.rows, parseSorting(query.sort)),
    [filtered.rows, query.sort],
  );
  const total = `${formatCount(sorted.length)} of ${formatCount(rows.length)} trajectories`;
  useEffect(() => announce(total), [total]);
  useKeys("Trajectories", [{ key: "/", does: "search", run: () => searchField.current?.focus() }]);
  const isNarrow = useMedia(narrow);
  const chosenCount = Object.keys(filterPart(query, facets)).length;
  const panel = <FacetPanel facets={facets} counts={filtered.counts} query={query} />;
  return (
    <div class="browser">
      {isNarrow ? (
        <details class="panel facet-fold">
          <summary>Filters{chosenCount > 0 && <span class="count">{chosenCount} in use</span>}</summary>
          {panel}
        </details>
      ) : (
        <aside class="facet-side" aria-label="Filters">
          {panel}
        </aside>
      )}
      <section class="browser-main" aria-label="List of trajectories">
        <div class="browser-tools">
          <input
            ref={searchField}
            class="field browser-search"
            type="search"
            aria-label="Search instructions, files and feedback"
            placeholder="Search instructions, files, feedback"
            value={search}
            onInput={({ currentTarget }) => setQuery({ q: currentTarget.value })}
          />
          <SortChoice sort={query.sort} />
          <Link class="button" to={{ page: "review", run, query: filterPart(query, facets) }}>
            Review these
          </Link>
        </div>
        <div class="browser-tools browser-state">
          <strong>{total}</strong>
          <SearchNote search={search} result={textSearch} />
          <ChosenValues facets={facets} query={query} />
          <SavedViews run={run} query={query} />
        </div>
        <TrajectoryList run={run} rows={sorted} />
      </section>
    </div>
  );
}
