export interface AuditPageOptions {
  mode: "live" | "export";
  /** Who reviews; null: the page asks. */
  reviewer: string | null;
  /** In an export, where no server sends any. */
  contentSecurityPolicy: string | null;
  /** Addresses whose data is sent for with the page: the viewer will ask for them. Default: none. */
  preload?: readonly string[];
}

/** The page that the viewer runs in. What it shows comes as data, never as markup. */
export function auditPage({ mode, reviewer, contentSecurityPolicy, preload = [] }: AuditPageOptions): string {
  return [
    "<!doctype html>",
    '<html lang="en">',
    "<head>",
    '<meta charset="utf-8">',
    ...(contentSecurityPolicy === null
      ? []
      : [`<meta http-equiv="Content-Security-Policy" content="${escaped(contentSecurityPolicy)}">`]),
    '<meta name="viewport" content="width=device-width, initial-scale=1">',
    '<meta name="referrer" content="no-referrer">',
    '<meta name="color-scheme" content="light dark">',
    `<meta name="audit-mode" content="${mode}">`,
    ...(reviewer === null ? [] : [`<meta name="audit-reviewer" content="${escaped(reviewer)}">`]),
    "<title>Audit</title>",
    ...preload.map(
      (address) => `<link rel="preload" as="fetch" crossorigin="anonymous" href="${escaped(address)}">`,
    ),
    '<link rel="stylesheet" href="viewer.css">',
    '<script src="viewer.js" defer></script>',
    "</head>",
    '<body><div id="app"></div><noscript>The audit needs JavaScript.</noscript></body>',
    "</html>",
    "",
  ].join("\n");
}

function escaped(text: string): string {
  return text
    .replaceAll("&", "&amp;")
    .replaceAll('"', "&quot;")
    .replaceAll("<", "&lt;")
    .replaceAll(">", "&gt;");
}
