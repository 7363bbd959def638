import type { RunView } from "../../../views/run-view.ts";
import { formatTime } from "../../kit/formats.ts";
import { PageHeading } from "../../kit/page-heading.tsx";

/** Which run it is, and what is wrong with its folder. */
export function RunHead({ view }: { view: RunView }) {
  const stale = view.filters.flatMap(({ recipe, staleness }) =>
    staleness === null ? [] : [`${recipe}: ${staleness}`],
  );
  return (
    <>
      <PageHeading title={view.key}>
        {view.label !== null && <span class="tag warn">{view.label}</span>}
        {view.state === "recording" && <span class="tag good">recording</span>}
        <span class="soft">begun {formatTime(view.createdAt)}</span>
        {Object.entries(view.models).map(([role, model]) => (
          <span key={role} class="soft run-model">
            {role} <span class="mono">{model}</span>
          </span>
        ))}
      </PageHeading>
      <Notes title="Parts of this run could not be read" notes={view.problems} tone="bad" />
      <Notes title="Verdicts that are out of date" notes={stale} tone="warn" />
    </>
  );
}

function Notes({ title, notes, tone }: { title: string; notes: readonly string[]; tone: "bad" | "warn" }) {
  if (notes.length === 0) return null;
  return (
    <section class={`notes notes-${tone}`} aria-label={title}>
      <h2>{title}</h2>
      <ul>
        {notes.map((note) => (
          <li key={note}>{note}</li>
        ))}
      </ul>
    </section>
  );
}
