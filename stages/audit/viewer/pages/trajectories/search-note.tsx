import { isLive } from "../../data/page-meta.ts";
import type { TextSearch } from "../../data/use-text-search.ts";
import { formatCount } from "../../kit/formats.ts";

/** How far a search reached: what was not searched is never passed off as not found. */
export function SearchNote({ search, result }: { search: string; result: TextSearch }) {
  const note = search.trim() === "" ? null : noteOf(result);
  return note === null ? null : (
    <span class="soft" role="status">
      {note}
    </span>
  );
}

function noteOf({ progress, searching, problem }: TextSearch): string | null {
  if (!isLive) return "In instructions only: an export has no search of files and feedback.";
  if (problem !== null) return `In instructions only. ${problem}`;
  if (progress === null) return searching ? "Searching files and feedback…" : null;
  const { indexed, of } = progress;
  if (indexed < of) {
    return `Files and feedback of ${formatCount(indexed)} of ${formatCount(of)} trajectories are searched so far.`;
  }
  return "In instructions, files and feedback.";
}
