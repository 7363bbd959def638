import { useEffect, useRef, useState } from "preact/hooks";
import { addresses } from "../../../views/addresses.ts";
import type { RunView } from "../../../views/run-view.ts";
import type { TrajectoryRow } from "../../../views/trajectory-row.ts";
import type { TrajectoryView } from "../../../views/trajectory-view.ts";
import { readyValue } from "../../data/loaded.ts";
import { isLive } from "../../data/page-meta.ts";
import { useData } from "../../data/use-data.ts";
import { announce } from "../../kit/announce.tsx";
import { Empty } from "../../kit/states.tsx";
import { setQuery } from "../../route/navigation.ts";
import type { RouteQuery } from "../../route/route.ts";
import { JudgesWords } from "./judges-words.tsx";
import { OtherReviews } from "./other-reviews.tsx";
import { QueueBar } from "./queue-bar.tsx";
import { type Draft, draftOf } from "./review-draft.ts";
import { ReviewForm } from "./review-form.tsx";
import { type ReviewState, readReviewState } from "./review-state.ts";
import { SitePictures } from "./site-pictures.tsx";
import { UnsavedReviews } from "./unsaved-reviews.tsx";
import { useDrafts } from "./use-drafts.ts";
import { useQueue } from "./use-queue.ts";
import { useReviewKeys } from "./use-review-keys.ts";

interface ReviewDeskProps {
  run: string;
  rows: readonly TrajectoryRow[];
  view: RunView | null;
  query: RouteQuery;
  reviewer: string;
}

export function ReviewDesk({ run, rows, view, query, reviewer }: ReviewDeskProps) {
  const state = readReviewState(query);
  const queue = useQueue(rows, view, state, query);
  const [, redraw] = useState(0);
  const place = state.at === null ? 0 : queue.ids.indexOf(state.at);
  const id = state.at ?? queue.ids[0];
  const row = rows.find((row) => row.id === id);
  const goTo = (index: number) => {
    const to = queue.ids[index];
    if (to !== undefined) setQuery({ at: to, step: null });
  };
  return (
    <div class="desk">
      <QueueBar
        state={state}
        view={view}
        queue={queue}
        place={place}
        rows={rows}
        reviewer={reviewer}
        run={run}
        onRefresh={() => {
          queue.refresh();
          redraw((count) => count + 1);
        }}
      />
      {row === undefined ? (
        <Empty
          title={state.at === null ? "No trajectory is in this queue." : "This trajectory is not in the run."}
        >
          <p>Choose another queue above, or remove the filters of the list.</p>
          {queue.ids.length > 0 && (
            <button type="button" class="button" onClick={() => setQuery({ at: null, step: null })}>
              To the first of the queue
            </button>
          )}
        </Empty>
      ) : (
        <ReviewedTrajectory
          key={reviewer}
          run={run}
          row={row}
          state={state}
          reviewer={reviewer}
          onNext={() => goTo(place + 1)}
          onPrevious={() => goTo(place - 1)}
        />
      )}
    </div>
  );
}

interface ReviewedTrajectoryProps {
  run: string;
  row: TrajectoryRow;
  state: ReviewState;
  reviewer: string;
  onNext(): void;
  onPrevious(): void;
}

function ReviewedTrajectory({ run, row, state, reviewer, onNext, onPrevious }: ReviewedTrajectoryProps) {
  const { blind, advance, step } = state;
  const keeper = useDrafts(run, reviewer);
  const note = useRef<HTMLTextAreaElement>(null);
  const trajectory = readyValue(useData<TrajectoryView>(addresses.trajectory(run, row.id)));
  const shownStep = step ?? row.chosen;
  const draft = keeper.drafts.get(row.id) ?? draftOf(row.reviews, reviewer);
  const change = (changes: Partial<Draft>) =>
    keeper.change(row.id, { ...draft, ...changes, step, blind, saved: false });
  const say = (changes: Partial<Draft>) => {
    change(changes);
    keeper.send(row.id);
  };
  const act = {
    next: onNext,
    previous: onPrevious,
    score: (screenshotScore: number | null) => isLive && say({ screenshotScore }),
    guiScore: (guiScore: number | null) => isLive && say({ guiScore }),
    decide(decision: NonNullable<Draft["decision"]>) {
      if (!isLive) return;
      say({ decision });
      announce(`${decision}, ${row.id}`);
      if (advance) onNext();
    },
    note: () => note.current?.focus(),
    step(by: number) {
      const steps = trajectory?.nodes.filter(({ screenshotImage }) => screenshotImage !== null) ?? [];
      const at = steps.findIndex((node) => node.step === shownStep);
      const to = steps[at + by];
      if (to !== undefined) setQuery({ step: to.step === row.chosen ? null : String(to.step) });
    },
  };
  const pendingGui = useReviewKeys(act);
  const heading = `Trajectory ${row.id}`;
  useEffect(() => announce(heading), [heading]);
  return (
    <div class="desk-body">
      <SitePictures run={run} row={row} trajectory={trajectory} step={shownStep} blind={blind} />
      <section class="desk-side" aria-label={heading}>
        <UnsavedReviews keeper={keeper} />
        <ReviewForm
          draft={draft}
          act={act}
          pendingGui={pendingGui}
          noteField={note}
          readOnly={!isLive}
          onNote={(text) => change({ note: text })}
          onNoteDone={() => keeper.send(row.id)}
        />
        <p class="desk-instruction">{row.instruction}</p>
        <p class="soft">
          {row.applicationType} · <span class="mono">{row.id}</span>
        </p>
        {blind ? (
          <p class="soft">Blind: scores, verdicts, the judges' words and other reviews are hidden.</p>
        ) : (
          <>
            <JudgesWords run={run} row={row} trajectory={trajectory} step={shownStep} />
            <OtherReviews reviews={row.reviews} reviewer={reviewer} />
          </>
        )}
      </section>
    </div>
  );
}
