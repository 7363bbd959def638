import type { RouteQuery } from "../../route/route.ts";

export interface SavedView {
  name: string;
  query: RouteQuery;
}

/** What this browser kept; anything that is no list of views counts as nothing kept. */
export function parseSavedViews(text: string | null): SavedView[] {
  try {
    const parsed: unknown = JSON.parse(text ?? "[]");
    return Array.isArray(parsed) ? parsed.filter(isSavedView) : [];
  } catch (error) {
    if (error instanceof SyntaxError) return [];
    throw error;
  }
}

function isSavedView(value: unknown): value is SavedView {
  const { name, query } = Object(value);
  return typeof name === "string" && Object.values(Object(query)).every((text) => typeof text === "string");
}
