import type { TrajectoryRow } from "../../../views/trajectory-row.ts";
import { formatCompact, formatDuration, formatUsd } from "../../kit/formats.ts";
import { ScoreBadge } from "../../kit/score-badge.tsx";
import { Thumbnail } from "../../kit/thumbnail.tsx";
import { Link } from "../../route/link.tsx";

interface TrajectoryLineProps {
  run: string;
  row: TrajectoryRow;
  index: number;
  /** Pixels from the list's top. */
  top: number;
  height: number;
}

export function TrajectoryLine({ run, row, index, top, height }: TrajectoryLineProps) {
  return (
    <div class="line" role="row" aria-rowindex={index + 2} style={{ top: `${top}px`, height: `${height}px` }}>
      <div class="line-picture" role="cell">
        <Thumbnail run={run} row={row} />
      </div>
      <div class="line-text" role="cell">
        <Link class="line-link" to={{ page: "trajectory", run, id: row.id, query: {} }} data-index={index}>
          <span class="line-instruction">{row.instruction}</span>
        </Link>
        <span class="line-about">
          <span>{row.applicationType}</span>
          <span class="mono line-id">{row.id}</span>
          {row.label !== null && <span class="tag">{row.label}</span>}
        </span>
      </div>
      <div class="line-scores" role="cell">
        <ScoreBadge kind="screenshot" score={row.screenshot} />
        <ScoreBadge kind="gui" score={row.gui} />
      </div>
      <div class="line-steps" role="cell">
        <span>{row.steps === 1 ? "1 step" : `${row.steps} steps`}</span>
        {row.errorSteps > 0 && <span class="line-errors">{row.errorSteps} failed</span>}
        {row.backtracks > 0 && <span class="soft">{row.backtracks} back</span>}
      </div>
      <div class="line-spent" role="cell">
        <span>{formatUsd(row.costUsd)}</span>
        <span class="soft">{formatCompact(row.tokens)} tokens</span>
        <span class="soft">{formatDuration(row.durationMs)}</span>
      </div>
      <div class="line-verdict" role="cell">
        <StatusTag row={row} />
        <Verdicts row={row} />
        <Reviews row={row} />
      </div>
    </div>
  );
}

function StatusTag({ row: { status, reason } }: { row: TrajectoryRow }) {
  if (status === "finished") return null;
  const tone = { recording: "", "step-limit": "warn", failed: "bad", damaged: "bad" }[status];
  return (
    <span class={`tag ${tone}`} title={reason ?? undefined}>
      {status}
    </span>
  );
}

function Verdicts({ row: { verdicts } }: { row: TrajectoryRow }) {
  return Object.entries(verdicts).map(([recipe, { kept, rejectedBy }]) => (
    <span
      key={recipe}
      class={kept ? "tag good" : "tag bad"}
      title={`${recipe}: ${kept ? "kept" : rejectedBy.join(", ")}`}
    >
      {kept ? `✓ ${recipe}` : `✗ ${recipe}`}
    </span>
  ));
}

function Reviews({ row: { reviews } }: { row: TrajectoryRow }) {
  return reviews.map(({ reviewer, decision, note }) => (
    <span key={reviewer} class="tag" title={note === "" ? undefined : note}>
      {reviewer}: {decision}
    </span>
  ));
}
