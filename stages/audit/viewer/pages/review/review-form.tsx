import type { RefObject } from "preact";
import type { Draft } from "./review-draft.ts";
import type { ReviewActions } from "./use-review-keys.ts";

interface ReviewFormProps {
  draft: Draft;
  act: ReviewActions;
  /** The next digit is a GUI score. */
  pendingGui: boolean;
  noteField: RefObject<HTMLTextAreaElement | null>;
  readOnly: boolean;
  onNote(text: string): void;
  /** The note is left. */
  onNoteDone(): void;
}

const decisions = [
  { decision: "keep", label: "Keep", key: "y" },
  { decision: "reject", label: "Reject", key: "n" },
  { decision: "unsure", label: "Unsure", key: "u" },
] as const;

export function ReviewForm({
  draft,
  act,
  pendingGui,
  noteField,
  readOnly,
  onNote,
  onNoteDone,
}: ReviewFormProps) {
  return (
    <fieldset class="review-form" disabled={readOnly}>
      <legend class="unseen">Your review</legend>
      <div class="decisions">
        {decisions.map(({ decision, label, key }) => (
          <button
            key={decision}
            type="button"
            class={`button decision decision-${decision}`}
            aria-keyshortcuts={key}
            aria-pressed={draft.decision === decision}
            onClick={() => act.decide(decision)}
          >
            {label} <kbd>{key}</kbd>
          </button>
        ))}
      </div>
      <ScoreChoice
        label="Screenshot"
        keys="0 – 5"
        scores={[0, 1, 2, 3, 4, 5]}
        chosen={draft.screenshotScore}
        onChoose={act.score}
      />
      <ScoreChoice
        label="GUI"
        keys={pendingGui ? "now 1 – 5" : "g 1 – 5"}
        waiting={pendingGui}
        scores={[1, 2, 3, 4, 5]}
        chosen={draft.guiScore}
        onChoose={act.guiScore}
      />
      <label class="review-note">
        <span>
          Note <kbd>e</kbd>
        </span>
        <textarea
          ref={noteField}
          class="field"
          aria-label="Note"
          rows={2}
          value={draft.note}
          onInput={({ currentTarget }) => onNote(currentTarget.value)}
          onBlur={() => {
            if (!draft.saved) onNoteDone();
          }}
          onKeyDown={(event) => {
            if (event.key === "Escape") event.currentTarget.blur();
          }}
        />
      </label>
      <p class="review-state soft" role="status">
        {stateOf(draft, readOnly)}
      </p>
    </fieldset>
  );
}

interface ScoreChoiceProps {
  label: string;
  keys: string;
  waiting?: boolean;
  scores: readonly number[];
  chosen: number | null;
  onChoose(score: number | null): void;
}

/** A score of one's own; choosing it again takes it back. */
function ScoreChoice({ label, keys, waiting = false, scores, chosen, onChoose }: ScoreChoiceProps) {
  return (
    <div class={waiting ? "score-choice waiting" : "score-choice"} role="group" aria-label={`${label} score`}>
      <span class="score-choice-label">{label}</span>
      <span class="score-choice-buttons">
        {scores.map((score) => (
          <button
            key={score}
            type="button"
            class={chosen === score ? `button score-button score-grade-${score}` : "button score-button"}
            aria-pressed={chosen === score}
            onClick={() => onChoose(chosen === score ? null : score)}
          >
            {score}
          </button>
        ))}
      </span>
      <kbd>{keys}</kbd>
    </div>
  );
}

function stateOf({ decision, saved, screenshotScore, guiScore, note }: Draft, readOnly: boolean): string {
  if (readOnly) return "An export takes no reviews.";
  if (decision !== null) return saved ? "Saved." : "Not saved yet.";
  const isBegun = screenshotScore !== null || guiScore !== null || note !== "";
  return isBegun ? "Kept in this browser. Decide, and it is saved." : "Not reviewed by you.";
}
