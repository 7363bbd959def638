import type { ShownScore } from "../../views/trajectory-row.ts";
import { statusWords } from "./score-words.ts";

interface ScoreBadgeProps {
  kind: "screenshot" | "gui";
  /** null: there is no step that could carry one. */
  score: ShownScore | null;
  /** `large` for a page's main score. */
  size?: "small" | "large";
  /** The kind is already told by what stands around it: a column's heading. */
  bare?: boolean;
}

/** A score, or in words why there is none. An unmeasured score is never drawn as a number. */
export function ScoreBadge({ kind, score, size = "small", bare = false }: ScoreBadgeProps) {
  const name = kind === "screenshot" ? "Screenshot" : "GUI";
  const value = score?.status === "measured" ? score.value : null;
  const words = value === null ? statusWords(score?.status ?? "none") : `${value} of 5`;
  const tone = value === null ? (score?.status ?? "none") : `grade-${Math.round(value)}`;
  return (
    <span class={`score score-${size} score-${tone}`} title={`${name}: ${words}`}>
      {bare ? <span class="unseen">{name} score: </span> : <span class="score-kind">{name}</span>}
      {value === null ? (
        <span class="score-words">{words}</span>
      ) : (
        <span class="score-value">
          {formatScore(value)}
          <span class="unseen"> of 5</span>
        </span>
      )}
    </span>
  );
}

function formatScore(value: number): string {
  return Number.isInteger(value) ? String(value) : value.toFixed(1);
}
