import { useState } from "preact/hooks";
import { Dialog } from "../../kit/dialog.tsx";
import { recall, remember } from "../../kit/remember.ts";
import { Link } from "../../route/link.tsx";
import type { RouteQuery } from "../../route/route.ts";
import { parseSavedViews, type SavedView } from "./parse-saved-views.ts";

/** Filters that were given a name in this browser. The link itself can be sent: the whole state is in it. */
export function SavedViews({ run, query }: { run: string; query: RouteQuery }) {
  const key = `audit-views:${run}` as const;
  const [views, setViews] = useState(() => parseSavedViews(recall(key)));
  const [naming, setNaming] = useState(false);
  const keep = (changed: SavedView[]) => {
    setViews(changed);
    remember(key, JSON.stringify(changed));
  };
  return (
    <span class="saved-views">
      {views.map((view) => (
        <span key={view.name} class="saved-view">
          <Link to={{ page: "trajectories", run, query: view.query }}>{view.name}</Link>
          <button
            type="button"
            class="button quiet"
            aria-label={`Forget the view ${view.name}`}
            onClick={() => keep(views.filter((other) => other !== view))}
          >
            ✕
          </button>
        </span>
      ))}
      {Object.keys(query).length > 0 && (
        <button type="button" class="button quiet" onClick={() => setNaming(true)}>
          Save this view
        </button>
      )}
      <Dialog title="Save this view" open={naming} onClose={() => setNaming(false)}>
        <form
          class="name-form"
          onSubmit={(event) => {
            event.preventDefault();
            const name = String(new FormData(event.currentTarget).get("name") ?? "").trim();
            if (name !== "") keep([...views.filter((view) => view.name !== name), { name, query }]);
            setNaming(false);
          }}
        >
          <label>
            Name <input class="field" name="name" required maxLength={60} />
          </label>
          <button type="submit" class="button primary">
            Save
          </button>
        </form>
      </Dialog>
    </span>
  );
}
