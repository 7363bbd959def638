import { computed, signal } from "@preact/signals";
import { changeQuery, formatRoute, parseRoute, type Route } from "./route.ts";

const hash = signal(window.location.hash);

/** Where the viewer is now; a component that reads it is drawn again when it changes. */
export const route = computed<Route>(() => parseRoute(hash.value));

/** Counts the times that one came to a place: not those that its query changed under one. */
export const arrivals = signal({ count: 0, scrollTop: 0 });

/** How far down places were left, to come back to them there. */
const leftAt = new Map<string, number>();

// the list that one goes back to must first be drawn
window.history.scrollRestoration = "manual";

window.addEventListener("hashchange", () => {
  if (window.location.hash === hash.peek()) return;
  arrive(window.location.hash, leftAt.get(window.location.hash) ?? 0);
});

/** Goes to another place. `replace` leaves no entry in the history: for filters and steps through a list. */
export function go(to: Route, { replace = false }: { replace?: boolean } = {}): void {
  const target = formatRoute(to);
  if (target === window.location.hash) return;
  const isSamePage = to.page === route.peek().page;
  if (replace) window.history.replaceState(null, "", target);
  else window.history.pushState(null, "", target);
  if (replace && isSamePage) hash.value = target;
  else arrive(target, 0);
}

/** Changes some keys of the query of the present place; null removes one. Leaves no entry in the history. */
export function setQuery(changes: Record<string, string | null>): void {
  const here = route.peek();
  go({ ...here, query: changeQuery(here.query, changes) }, { replace: true });
}

function arrive(at: string, scrollTop: number): void {
  leftAt.set(hash.peek(), window.scrollY);
  hash.value = at;
  arrivals.value = { count: arrivals.peek().count + 1, scrollTop };
}
