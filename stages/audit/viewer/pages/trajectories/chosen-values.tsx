import { setQuery } from "../../route/navigation.ts";
import type { RouteQuery } from "../../route/route.ts";
import type { Facet } from "../../rows/facets.ts";
import { toggleValue } from "../../rows/list-query.ts";
import { splitValues } from "../../rows/value-list.ts";

/** What the list is narrowed down by, each to be let go. */
export function ChosenValues({ facets, query }: { facets: readonly Facet[]; query: RouteQuery }) {
  const chosen = facets.flatMap((facet) => splitValues(query[facet.id]).map((value) => ({ facet, value })));
  if (chosen.length === 0) return null;
  return (
    <ul class="chosen" aria-label="Filters in use">
      {chosen.map(({ facet, value }) => {
        const name = `${facet.label}: ${facet.nameOf?.(value) ?? value}`;
        return (
          <li key={name}>
            <button
              type="button"
              class="chosen-value"
              aria-label={`Remove filter ${name}`}
              onClick={() => setQuery(toggleValue(query, facet.id, value))}
            >
              <span class="chosen-name">{name}</span> <span aria-hidden="true">✕</span>
            </button>
          </li>
        );
      })}
      <li>
        <button
          type="button"
          class="button quiet"
          onClick={() => setQuery(Object.fromEntries(facets.map(({ id }) => [id, null])))}
        >
          Clear
        </button>
      </li>
    </ul>
  );
}
