/** The parts of the state that only one page reads: `?type=shop&sort=cost`. A key that is absent has no value. */
export type RouteQuery = Readonly<Record<string, string>>;

/** Where in the viewer one is. The whole of it is in the URL's hash, so a link reopens exactly this. */
export type Route =
  | { page: "runs"; query: RouteQuery }
  | { page: "overview" | "trajectories" | "review"; run: string; query: RouteQuery }
  | { page: "trajectory"; run: string; id: string; query: RouteQuery }
  | { page: "compare"; query: RouteQuery }
  | { page: "unknown"; hash: string; query: RouteQuery };

export type PageName = Route["page"];

/** Reads `#/RUN/overview`, `#/RUN/trajectories?…`, `#/RUN/trajectory/ID?…`, `#/RUN/review?…`, `#/compare?…`. */
export function parseRoute(hash: string): Route {
  const [path = "", search = ""] = splitOnce(hash.replace(/^#/, ""), "?");
  const query: RouteQuery = Object.fromEntries(new URLSearchParams(search));
  const parts = decodeParts(path);
  if (parts === null) return { page: "unknown", hash, query };
  const [run, page, id] = parts;
  if (run === undefined) return { page: "runs", query };
  if (parts.length === 1) {
    return run === "compare" ? { page: "compare", query } : { page: "overview", run, query };
  }
  if (parts.length === 2 && (page === "overview" || page === "trajectories" || page === "review")) {
    return { page, run, query };
  }
  if (parts.length === 3 && page === "trajectory" && id !== undefined) return { page, run, id, query };
  return { page: "unknown", hash, query };
}

/** The hash that `parseRoute` reads back. Keys are sorted, so that the same state has one address. */
export function formatRoute(route: Route): string {
  if (route.page === "unknown") return route.hash;
  const entries = Object.entries(route.query).sort(([a], [b]) => (a < b ? -1 : 1));
  const search = new URLSearchParams(entries).toString();
  return `#/${pathOf(route)}${search === "" ? "" : `?${search}`}`;
}

/** The query with some keys changed; null and "" remove a key. */
export function changeQuery(query: RouteQuery, changes: Record<string, string | null>): RouteQuery {
  const changed = Object.entries({ ...query, ...changes });
  return Object.fromEntries(
    changed.flatMap(([key, value]) => (value === null || value === "" ? [] : [[key, value]])),
  );
}

/** The run that a route is in; null where it is in none. */
export function runOf(route: Route): string | null {
  return "run" in route ? route.run : null;
}

function pathOf(route: Exclude<Route, { page: "unknown" }>): string {
  switch (route.page) {
    case "runs":
      return "";
    case "compare":
      return "compare";
    case "trajectory":
      return [route.run, "trajectory", route.id].map(encodeURIComponent).join("/");
    default:
      return `${encodeURIComponent(route.run)}/${route.page}`;
  }
}

/** null: a part is no valid percent-encoding. */
function decodeParts(path: string): string[] | null {
  try {
    return path
      .split("/")
      .filter((part) => part !== "")
      .map(decodeURIComponent);
  } catch (error) {
    if (error instanceof URIError) return null;
    throw error;
  }
}

function splitOnce(text: string, separator: string): string[] {
  const at = text.indexOf(separator);
  return at === -1 ? [text] : [text.slice(0, at), text.slice(at + separator.length)];
}
