import { addresses } from "../../../views/addresses.ts";
import type { TrajectoryRow } from "../../../views/trajectory-row.ts";
import type { StepView, TrajectoryView } from "../../../views/trajectory-view.ts";
import { readyValue } from "../../data/loaded.ts";
import { useData } from "../../data/use-data.ts";
import { ScoreBadge } from "../../kit/score-badge.tsx";

interface JudgesWordsProps {
  run: string;
  row: TrajectoryRow;
  trajectory: TrajectoryView | null;
  step: number | null;
}

/** What the judges gave and said, and what the recipes made of it. Never shown to who reviews blind. */
export function JudgesWords({ run, row, trajectory, step }: JudgesWordsProps) {
  const view = readyValue(useData<StepView>(step === null ? null : addresses.step(run, row.id, step)));
  const node = trajectory?.nodes.find((node) => node.step === step);
  return (
    <section class="words" aria-label="Judges">
      <h2>Judges</h2>
      <p class="words-scores">
        <ScoreBadge kind="screenshot" score={node?.screenshot ?? row.screenshot} size="large" />
        <ScoreBadge kind="gui" score={node?.gui ?? row.gui} size="large" />
      </p>
      <p class="words-scores">
        {Object.entries(row.verdicts).map(([recipe, { kept, rejectedBy }]) => (
          <span key={recipe} class={kept ? "tag good" : "tag bad"}>
            {kept ? `${recipe}: kept` : `${recipe}: ${rejectedBy.join(", ")}`}
          </span>
        ))}
      </p>
      {view?.description && (
        <>
          {view.description.is_error && <Words title="Error" text={view.description.error_message} />}
          <Words title="Seen in the screenshot" text={view.description.screenshot_description} />
          <Words title="Suggestions" text={view.description.suggestions} />
        </>
      )}
      {view?.guiTest?.answer != null && (
        <Words title={`GUI test: ${view.guiTest.verdict}`} text={view.guiTest.answer} />
      )}
    </section>
  );
}

function Words({ title, text }: { title: string; text: string }) {
  return (
    <div>
      <h3>{title}</h3>
      <p class="words-text">{text}</p>
    </div>
  );
}
