import type { DiffRow } from "./diff-files.ts";

/** Rows that are shown, or equal ones that are folded away. */
export type DiffBlock = { kind: "rows"; rows: DiffRow[] } | { kind: "folded"; rows: DiffRow[] };

/**
 * Folds long runs of equal rows, keeping `context` of them around each difference. A fold hides at least two rows: it
 * takes the place of one itself.
 */
export function foldRows(rows: readonly DiffRow[], context = 3): DiffBlock[] {
  const blocks: DiffBlock[] = [];
  const show = (shown: readonly DiffRow[]): void => {
    const last = blocks.at(-1);
    if (shown.length === 0) return;
    if (last?.kind === "rows") last.rows.push(...shown);
    else blocks.push({ kind: "rows", rows: [...shown] });
  };
  let at = 0;
  while (at < rows.length) {
    const end = endOfRun(rows, at);
    const run = rows.slice(at, end);
    if (run[0]?.kind !== "same") show(run);
    else {
      const head = at === 0 ? 0 : context;
      const tail = end === rows.length ? 0 : context;
      if (run.length < head + tail + 2) show(run);
      else {
        show(run.slice(0, head));
        blocks.push({ kind: "folded", rows: run.slice(head, run.length - tail) });
        show(run.slice(run.length - tail));
      }
    }
    at = end;
  }
  return blocks;
}

/** The rows from `at` on that are all equal, or all different. */
function endOfRun(rows: readonly DiffRow[], at: number): number {
  const same = rows[at]?.kind === "same";
  let end = at;
  while (end < rows.length && (rows[end]?.kind === "same") === same) end++;
  return end;
}
