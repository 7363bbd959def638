import { computed, signal } from "@preact/signals";
import { changeQuery, formatRoute, parseRoute, type Route } from "./route.ts";

const hash = signal(window.location.hash);
window.addEventListener("hashchange", () => {
  hash.value = window.location.hash;
});

/** Where the viewer is now; a component that reads it is drawn again when it changes. */
export const route = computed<Route>(() => parseRoute(hash.value));

/** Goes to another place. `replace` leaves no entry in the history: for filters and steps through a list. */
export function go(to: Route, { replace = false }: { replace?: boolean } = {}): void {
  const target = formatRoute(to);
  if (target === window.location.hash) return;
  if (replace) window.history.replaceState(null, "", target);
  else window.history.pushState(null, "", target);
  hash.value = target;
}

/** Changes some keys of the query of the present place; null removes one. Leaves no entry in the history. */
export function setQuery(changes: Record<string, string | null>): void {
  const here = route.peek();
  go({ ...here, query: changeQuery(here.query, changes) }, { replace: true });
}
