interface IndexPageOptions {
  mode: "live" | "export";
  /** Under whose name reviews are given, where it is known. Default: the viewer asks. */
  reviewer?: string;
}

/** The page that the viewer runs in, beside `viewer.js` and `viewer.css`. No script and no style stands in it. */
export function indexPage({ mode, reviewer }: IndexPageOptions): string {
  return `<!doctype html>
<html lang="en">
  <head>
    <meta charset="utf-8">
    <meta name="viewport" content="width=device-width, initial-scale=1">
    <meta name="referrer" content="no-referrer">
    <meta name="audit-mode" content="${mode}">${
      reviewer === undefined
        ? ""
        : `\n    <meta name="audit-reviewer" content="${escapeAttribute(reviewer)}">`
    }
    <title>Audit</title>
    <link rel="icon" href="data:,">
    <link rel="stylesheet" href="viewer.css">
    <script src="viewer.js" defer></script>
  </head>
  <body>
    <div id="app"></div>
    <noscript>The audit viewer needs JavaScript.</noscript>
  </body>
</html>
`;
}

function escapeAttribute(text: string): string {
  return text.replace(/&/g, "&amp;").replace(/"/g, "&quot;").replace(/</g, "&lt;");
}
