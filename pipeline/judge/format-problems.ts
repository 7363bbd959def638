import type { PageProblems } from "../browser/site-page.ts";

const mostLines = 10;
const longestLine = 300;

/** What the page's console said, as a bounded list. */
export function formatProblems({ exceptions, consoleErrors, failedRequests }: PageProblems): string {
  const lines = [...exceptions, ...consoleErrors, ...failedRequests];
  if (lines.length === 0) return "nothing";
  const listed = lines.slice(0, mostLines).map((line) => `- ${cut(line.replaceAll(/\s+/g, " "))}`);
  if (lines.length > mostLines) listed.push(`- ... and ${lines.length - mostLines} more`);
  return listed.join("\n");
}

function cut(line: string): string {
  return line.length <= longestLine ? line : `${line.slice(0, longestLine)}...`;
}
