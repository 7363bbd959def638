import type { Route, RouteQuery } from "../../route/route.ts";

/** One side of a comparison: a run, a trajectory of it (its chosen step), or one step. */
export interface CompareSide {
  run: string;
  id: string | null;
  step: number | null;
}

/** Reads `RUN/ID/STEP`, `RUN/ID` or `RUN`, each part percent-encoded; null: it is none of these. */
export function parseSide(text: string | undefined): CompareSide | null {
  if (text === undefined || text === "") return null;
  const parts = decoded(text.split("/"));
  if (parts === null || parts.length > 3 || parts.includes("")) return null;
  const [run, id, step] = parts;
  if (run === undefined || (step !== undefined && !/^\d+$/.test(step))) return null;
  return { run, id: id ?? null, step: step === undefined ? null : Number(step) };
}

export function formatSide({ run, id, step }: CompareSide): string {
  const parts = [run, ...(id === null ? [] : [id, ...(step === null ? [] : [String(step)])])];
  return parts.map(encodeURIComponent).join("/");
}

/** Two sides, the older or given one first. */
export function compareRoute(a: CompareSide, b: CompareSide, query: RouteQuery = {}): Route {
  return { page: "compare", query: { ...query, a: formatSide(a), b: formatSide(b) } };
}

/** A step and the trajectory of the same instruction in another run. */
export function otherRunRoute(here: CompareSide, otherRun: string): Route {
  return compareRoute(here, { run: otherRun, id: null, step: null });
}

/** A trajectory's recorded scores and what each grading gave it. */
export function gradingsRoute(run: string, id: string): Route {
  return { page: "compare", query: { a: formatSide({ run, id, step: null }), of: "gradings" } };
}

function decoded(parts: readonly string[]): string[] | null {
  try {
    return parts.map(decodeURIComponent);
  } catch (error) {
    if (error instanceof URIError) return null;
    throw error;
  }
}
