import type { MarkedElement, PageObservation } from "../../browser/site-page.ts";

/** The numbered elements of a page, one a line: `[3]: <button> "Save"`. A page cannot forge a line of its own. */
export function formatElements({ elements, truncated }: PageObservation): string {
  if (elements.length === 0) return "(there are none)";
  const lines = elements.map(formatElement);
  if (truncated) lines.push("(more elements stand on the page than are listed)");
  return lines.join("\n");
}

function formatElement({ index, tag, text }: MarkedElement): string {
  return `[${index}]: <${tag}> "${text.replaceAll(/\s+/g, " ").trim()}"`;
}
