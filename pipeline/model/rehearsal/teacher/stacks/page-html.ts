import { template } from "../template.ts";

/** index.html, with the title and the path of the first module under src/. */
export function pageHtml(title: string, entry: string): string {
  const safeTitle = title.replace(/&/g, "&amp;").replace(/</g, "&lt;").replace(/>/g, "&gt;");
  return template("shared/index.html")
    .replace("{{title}}", () => safeTitle)
    .replace("{{entry}}", () => entry);
}
