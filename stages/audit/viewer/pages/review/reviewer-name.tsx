import { namedReviewer } from "../../data/page-meta.ts";

/** Under whose name reviews are given. */
export function ReviewerName({ name, onRename }: { name: string; onRename(): void }) {
  return (
    <span class="soft reviewer">
      as <strong>{name}</strong>
      {namedReviewer === null && (
        <button type="button" class="button quiet" onClick={onRename}>
          Change
        </button>
      )}
    </span>
  );
}

/** Asked once, and kept in this browser. */
export function ReviewerQuestion({ onAnswer }: { onAnswer(name: string): void }) {
  return (
    <form
      class="panel reviewer-question"
      onSubmit={(event) => {
        event.preventDefault();
        const name = String(new FormData(event.currentTarget).get("reviewer") ?? "").trim();
        if (name !== "") onAnswer(name);
      }}
    >
      <h2>Who is reviewing?</h2>
      <p class="soft">Each review is kept under its reviewer's name, beside those of others.</p>
      <label>
        Your name <input class="field" name="reviewer" required maxLength={80} autocomplete="name" />
      </label>
      <button type="submit" class="button primary">
        Begin
      </button>
    </form>
  );
}
