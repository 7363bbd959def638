import type { DraftKeeper } from "./use-drafts.ts";

/** Reviews that the server does not have. They stay in this browser until it does. */
export function UnsavedReviews({ keeper }: { keeper: DraftKeeper }) {
  const { failures } = keeper;
  if (failures.size === 0) return null;
  return (
    <div class="notes notes-bad" role="alert">
      <strong>
        {failures.size === 1 ? "A review was not saved." : `${failures.size} reviews were not saved.`}
      </strong>
      <ul>
        {[...new Set(failures.values())].map((problem) => (
          <li key={problem}>{problem}</li>
        ))}
      </ul>
      <button
        type="button"
        class="button"
        onClick={() => {
          for (const id of failures.keys()) keeper.send(id);
        }}
      >
        Save again
      </button>
    </div>
  );
}
