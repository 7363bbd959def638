/** What the page that loaded the viewer says of itself in `<meta name="audit-…">`; null where it says nothing. */
function pageMeta(name: "audit-mode" | "audit-reviewer"): string | null {
  return document.querySelector(`meta[name="${name}"]`)?.getAttribute("content") ?? null;
}

/** A server answers; false in an export, which holds files only and takes no reviews. */
export const isLive = pageMeta("audit-mode") !== "export";

/** The name under which reviews are given, where the server was told one. */
export const namedReviewer = pageMeta("audit-reviewer") || null;
