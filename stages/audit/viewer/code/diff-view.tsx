import { useMemo, useState } from "preact/hooks";
import { formatCount } from "../kit/formats.ts";
import type { DiffRow, DiffSide, FileDiff } from "./diff-files.ts";
import { diffFiles } from "./diff-files.ts";
import { foldRows } from "./fold-rows.ts";
import { highlightFile, type Token } from "./highlight.ts";
import { ScrollRegion } from "./scroll-region.tsx";
import { TokenLine } from "./token-line.tsx";
import "./code.css";

export type DiffMode = "inline" | "side";

interface DiffViewProps {
  before: string;
  after: string;
  path: string;
  mode: DiffMode;
}

/** Rows that are drawn before one asks for more. */
const rowsAtFirst = 1_500;

/** What differs between two texts of a file: equal lines are folded away around the differences. */
export function DiffView({ before, after, path, mode }: DiffViewProps) {
  const diff = useMemo(() => diffFiles(before, after), [before, after]);
  const sides = useMemo(
    () => ({ before: highlightFile(before, path).lines, after: highlightFile(after, path).lines }),
    [before, after, path],
  );
  return (
    <>
      <DiffSummary diff={diff} />
      {diff.rows.some(({ kind }) => kind !== "same") && (
        <ScrollRegion label={`Differences of ${path}`} class="code">
          <DiffTable diff={diff} sides={sides} mode={mode} />
        </ScrollRegion>
      )}
    </>
  );
}

function DiffSummary({ diff: { added, deleted, note } }: { diff: FileDiff }) {
  return (
    <p class="code-note">
      {added + deleted === 0 ? (
        "No line differs."
      ) : (
        <>
          <span class="diff-plus">+{formatCount(added)}</span>{" "}
          <span class="diff-minus">−{formatCount(deleted)}</span> lines
        </>
      )}
      {note !== null && <span class="tag warn">{note}</span>}
    </p>
  );
}

interface DiffTableProps {
  diff: FileDiff;
  sides: { before: Token[][]; after: Token[][] };
  mode: DiffMode;
}

function DiffTable({ diff, sides, mode }: DiffTableProps) {
  const blocks = useMemo(() => foldRows(diff.rows), [diff]);
  const [unfolded, setUnfolded] = useState<readonly DiffRow[][]>([]);
  const [limit, setLimit] = useState(rowsAtFirst);
  let left = limit;
  return (
    <table class={`code-lines diff-${mode}`}>
      {mode === "side" && (
        <colgroup>
          <col class="diff-number-column" />
          <col />
          <col class="diff-number-column" />
          <col />
        </colgroup>
      )}
      {blocks.map((block, order) => {
        if (left <= 0) return null;
        if (block.kind === "folded" && !unfolded.includes(block.rows))
          return (
            <tbody key={order}>
              <tr class="diff-fold">
                <td colSpan={mode === "side" ? 4 : 3}>
                  <button type="button" onClick={() => setUnfolded([...unfolded, block.rows])}>
                    {formatCount(block.rows.length)} equal lines
                  </button>
                </td>
              </tr>
            </tbody>
          );
        const rows = block.rows.slice(0, left);
        left -= rows.length;
        return (
          <tbody key={order}>
            {mode === "side"
              ? rows.map((row) => <SideRow key={keyOf(row)} row={row} sides={sides} />)
              : inlineLines(rows).map((line) => (
                  <InlineRow key={`${line.sign}${line.side.line}`} line={line} sides={sides} />
                ))}
          </tbody>
        );
      })}
      {left <= 0 && diff.rows.length > limit && (
        <tbody>
          <tr class="diff-fold">
            <td colSpan={mode === "side" ? 4 : 3}>
              <button type="button" onClick={() => setLimit(limit + 10_000)}>
                Show more of {formatCount(diff.rows.length)} lines
              </button>
            </td>
          </tr>
        </tbody>
      )}
    </table>
  );
}

function keyOf({ before, after }: DiffRow): string {
  return `${before?.line ?? ""}/${after?.line ?? ""}`;
}

type Sides = DiffTableProps["sides"];

function SideRow({ row, sides }: { row: DiffRow; sides: Sides }) {
  const changed = row.kind !== "same";
  return (
    <tr>
      <td class="code-number" data-line={row.before === null ? "" : row.before.line + 1} />
      <SideCell side={row.before} lines={sides.before} change={changed ? "deleted" : null} />
      <td class="code-number" data-line={row.after === null ? "" : row.after.line + 1} />
      <SideCell side={row.after} lines={sides.after} change={changed ? "added" : null} />
    </tr>
  );
}

interface SideCellProps {
  side: DiffSide | null;
  lines: readonly Token[][];
  change: "added" | "deleted" | null;
}

function SideCell({ side, lines, change }: SideCellProps) {
  if (side === null) return <td class="code-text diff-nothing" />;
  return (
    <td class={change === null ? "code-text" : `code-text diff-${change}`}>
      {change !== null && <span class="unseen">{change}: </span>}
      <TokenLine tokens={lines[side.line] ?? []} marks={side.marks} />
    </td>
  );
}

interface InlineLine {
  sign: "+" | "−" | " ";
  side: DiffSide;
  /** 0-based; null: it is not on that side. */
  before: number | null;
  after: number | null;
}

/** In a run of differences, what is deleted stands before what is added. */
function inlineLines(rows: readonly DiffRow[]): InlineLine[] {
  const lines: InlineLine[] = [];
  let added: InlineLine[] = [];
  for (const { kind, before, after } of rows) {
    if (kind === "same") {
      lines.push(...added, { sign: " ", side: after, before: before.line, after: after.line });
      added = [];
      continue;
    }
    if (before !== null) lines.push({ sign: "−", side: before, before: before.line, after: null });
    if (after !== null) added.push({ sign: "+", side: after, before: null, after: after.line });
  }
  return [...lines, ...added];
}

function InlineRow({ line: { sign, side, before, after }, sides }: { line: InlineLine; sides: Sides }) {
  const change = { "+": "added", "−": "deleted", " ": null }[sign];
  const tokens = sign === "−" ? sides.before[side.line] : sides.after[side.line];
  return (
    <tr>
      <td class="code-number" data-line={before === null ? "" : before + 1} />
      <td class="code-number" data-line={after === null ? "" : after + 1} />
      <td class={change === null ? "code-text" : `code-text diff-${change}`}>
        {change !== null && <span class="unseen">{change}: </span>}
        <TokenLine tokens={tokens ?? []} marks={side.marks} />
      </td>
    </tr>
  );
}
