import type { RouteQuery } from "../route/route.ts";
import type { Facet } from "./facets.ts";
import type { Chosen } from "./filter-rows.ts";
import { joinValues, splitValues } from "./value-list.ts";

/** The values that a query chooses, of the facets there are. */
export function chosenOf(query: RouteQuery, facets: readonly Facet[]): Chosen {
  return new Map(facets.map(({ id }) => [id, new Set(splitValues(query[id]))]));
}

/** The change of the query that chooses a value, or no longer does. */
export function toggleValue(
  query: RouteQuery,
  facetId: string,
  value: string,
): Record<string, string | null> {
  const values = new Set(splitValues(query[facetId]));
  if (!values.delete(value)) values.add(value);
  return { [facetId]: joinValues([...values].sort()) };
}

/** The part of a query that chooses and searches: what a review queue takes over from the list. */
export function filterPart(query: RouteQuery, facets: readonly Facet[]): RouteQuery {
  const keys = new Set(["q", ...facets.map(({ id }) => id)]);
  return Object.fromEntries(Object.entries(query).filter(([key]) => keys.has(key)));
}
