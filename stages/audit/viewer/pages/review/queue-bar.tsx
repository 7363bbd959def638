import type { RunView } from "../../../views/run-view.ts";
import type { TrajectoryRow } from "../../../views/trajectory-row.ts";
import { isLive } from "../../data/page-meta.ts";
import { formatCount } from "../../kit/formats.ts";
import { setQuery } from "../../route/navigation.ts";
import { ReviewFiles } from "./review-files.tsx";
import { type ReviewState, strategies } from "./review-state.ts";
import type { ReviewQueue } from "./use-queue.ts";

interface QueueBarProps {
  state: ReviewState;
  view: RunView | null;
  queue: ReviewQueue;
  /** Index in the queue; -1: what is looked at is not in it. */
  place: number;
  rows: readonly TrajectoryRow[];
  reviewer: string;
  run: string;
  onRefresh(): void;
}

/** Which trajectories come, in which order, and how far one is. */
export function QueueBar({ state, view, queue, place, rows, reviewer, run, onRefresh }: QueueBarProps) {
  const { strategy, seed, blind, advance, recipe } = state;
  const inQueue = new Set(queue.ids);
  const mine = rows.filter(
    ({ id, reviews }) => inQueue.has(id) && reviews.some((review) => review.reviewer === reviewer),
  ).length;
  const recipes =
    view?.filters.filter(({ minima }) => minima.screenshot !== null || minima.gui !== null) ?? [];
  return (
    <div class="queue-bar">
      <label>
        <span class="unseen">Queue</span>
        <select
          class="field"
          aria-label="Queue"
          value={strategy}
          onChange={({ currentTarget }) => setQuery({ strategy: currentTarget.value, at: null, step: null })}
        >
          {strategies.map(({ name, label }) => (
            <option key={name} value={name}>
              {label}
            </option>
          ))}
        </select>
      </label>
      {strategy === "threshold" && recipes.length > 1 && (
        <select
          class="field"
          aria-label="Minima of"
          value={recipe ?? recipes[0]?.recipe}
          onChange={({ currentTarget }) => setQuery({ recipe: currentTarget.value, at: null, step: null })}
        >
          {recipes.map((filter) => (
            <option key={filter.recipe}>{filter.recipe}</option>
          ))}
        </select>
      )}
      <label>
        Seed{" "}
        <input
          class="field queue-seed"
          type="number"
          min={0}
          value={seed}
          onChange={({ currentTarget }) => setQuery({ seed: currentTarget.value, at: null, step: null })}
        />
      </label>
      <label class="check">
        <input type="checkbox" checked={blind} onChange={() => setQuery({ blind: blind ? null : "1" })} />{" "}
        Blind
      </label>
      <label class="check">
        <input
          type="checkbox"
          checked={advance}
          onChange={() => setQuery({ advance: advance ? "0" : null })}
        />{" "}
        Go on after a decision
      </label>
      <span class="queue-place">
        {place < 0 ? "not in this queue" : `${formatCount(place + 1)} of ${formatCount(queue.ids.length)}`}
        {isLive && <span class="soft"> · {formatCount(mine)} reviewed by you</span>}
      </span>
      {queue.newer > 0 && (
        <button type="button" class="button" onClick={onRefresh}>
          {formatCount(queue.newer)} new: take them in
        </button>
      )}
      {isLive && <ReviewFiles run={run} />}
      <p class="soft queue-means">Trajectories {strategies.find(({ name }) => name === strategy)?.means}.</p>
    </div>
  );
}
