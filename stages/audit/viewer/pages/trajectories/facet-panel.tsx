import { useState } from "preact/hooks";
import { formatCount } from "../../kit/formats.ts";
import { setQuery } from "../../route/navigation.ts";
import type { RouteQuery } from "../../route/route.ts";
import type { Facet } from "../../rows/facets.ts";
import type { FacetCount } from "../../rows/filter-rows.ts";
import { toggleValue } from "../../rows/list-query.ts";
import { splitValues } from "../../rows/value-list.ts";

interface FacetPanelProps {
  facets: readonly Facet[];
  counts: ReadonlyMap<string, readonly FacetCount[]>;
  query: RouteQuery;
}

/** Values shown of a facet before one asks for all. */
const fewValues = 7;

/** What the list can be narrowed down by, each value with what choosing it would show. */
export function FacetPanel({ facets, counts, query }: FacetPanelProps) {
  return (
    <div class="facets">
      {facets.map((facet) => (
        <FacetChoice key={facet.id} facet={facet} counts={counts.get(facet.id) ?? []} query={query} />
      ))}
    </div>
  );
}

interface FacetChoiceProps {
  facet: Facet;
  counts: readonly FacetCount[];
  query: RouteQuery;
}

function FacetChoice({ facet, counts, query }: FacetChoiceProps) {
  const [all, setAll] = useState(false);
  const chosen = new Set(splitValues(query[facet.id]));
  // what all trajectories have in common divides nothing
  if (counts.length < 2 && chosen.size === 0) return null;
  const shown = counts.filter(({ value }, at) => all || at < fewValues || chosen.has(value));
  const most = Math.max(1, ...counts.map(({ count }) => count));
  return (
    <fieldset class="facet">
      <legend>{facet.label}</legend>
      {shown.map(({ value, count }) => (
        <label key={value} class={count === 0 ? "facet-value nothing" : "facet-value"}>
          <input
            type="checkbox"
            checked={chosen.has(value)}
            onChange={() => setQuery(toggleValue(query, facet.id, value))}
          />
          <span class="facet-name" title={facet.nameOf?.(value) ?? value}>
            {facet.nameOf?.(value) ?? value}
          </span>
          <span class="facet-bar" style={{ "--share": count / most }} aria-hidden="true" />
          <span class="facet-count">{formatCount(count)}</span>
        </label>
      ))}
      {counts.length > shown.length && (
        <button type="button" class="button quiet facet-more" onClick={() => setAll(true)}>
          {formatCount(counts.length - shown.length)} more
        </button>
      )}
    </fieldset>
  );
}
