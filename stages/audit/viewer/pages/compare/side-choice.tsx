import { useState } from "preact/hooks";
import { addresses } from "../../../views/addresses.ts";
import type { RunCard } from "../../../views/run-view.ts";
import type { TrajectoryRow } from "../../../views/trajectory-row.ts";
import type { TrajectoryView } from "../../../views/trajectory-view.ts";
import { readyValue } from "../../data/loaded.ts";
import { useData } from "../../data/use-data.ts";
import { setQuery } from "../../route/navigation.ts";
import type { RouteQuery } from "../../route/route.ts";
import { kindWords } from "../trajectory/step-words.ts";
import { type CompareSide, formatSide } from "./compare-sides.ts";

interface SideChoicesProps {
  a: CompareSide | null;
  b: CompareSide | null;
  query: RouteQuery;
}

/** What stands on each side, and how to change it. */
export function SideChoices({ a, b, query }: SideChoicesProps) {
  const isGradings = query.of === "gradings";
  const first = a ?? (query.run === undefined ? null : { run: query.run, id: null, step: null });
  return (
    <div class="sides">
      <SideChoice name="a" side={first} />
      {!isGradings && (
        <>
          <button
            type="button"
            class="button quiet"
            aria-label="Swap the sides"
            disabled={a === null || b === null}
            onClick={() => setQuery({ a: query.b ?? null, b: query.a ?? null })}
          >
            ⇄
          </button>
          <SideChoice name="b" side={b} />
        </>
      )}
    </div>
  );
}

/** Suggestions at a time: a list of ten thousand helps nobody. */
const mostSuggestions = 40;

function SideChoice({ name, side }: { name: "a" | "b"; side: CompareSide | null }) {
  const runs = readyValue(useData<RunCard[]>(addresses.runs)) ?? [];
  const rows = readyValue(useData<TrajectoryRow[]>(side === null ? null : addresses.rows(side.run))) ?? [];
  const trajectory = readyValue(
    useData<TrajectoryView>(side?.id ? addresses.trajectory(side.run, side.id) : null),
  );
  const [typed, setTyped] = useState<string | null>(null);
  const label = name.toUpperCase();
  const choose = (next: CompareSide | null) =>
    setQuery({ [name]: next === null ? null : formatSide(next), run: null });
  const suggested = rows.filter(({ id, instruction }) => `${id} ${instruction}`.includes(typed ?? ""));
  const isUnknown = typed !== null && typed !== "" && !rows.some(({ id }) => id === typed);
  return (
    <fieldset class={`side side-${name}`}>
      <legend>{label}</legend>
      <select
        class="field"
        aria-label={`Run of ${label}`}
        value={side?.run ?? ""}
        onChange={({ currentTarget: { value } }) =>
          choose(value === "" ? null : { run: value, id: null, step: null })
        }
      >
        <option value="">choose a run</option>
        {runs.map(({ key }) => (
          <option key={key} value={key}>
            {key}
          </option>
        ))}
      </select>
      {side !== null && (
        <>
          <input
            class="field side-id"
            aria-label={`Trajectory of ${label}`}
            placeholder="whole run, or a trajectory"
            list={`side-${name}-ids`}
            value={typed ?? side.id ?? ""}
            aria-invalid={isUnknown}
            onInput={({ currentTarget: { value } }) => setTyped(value)}
            onChange={({ currentTarget: { value } }) => {
              if (isUnknown) return;
              choose({ run: side.run, id: value === "" ? null : value, step: null });
              setTyped(null);
            }}
          />
          <datalist id={`side-${name}-ids`}>
            {suggested.slice(0, mostSuggestions).map(({ id, instruction }) => (
              <option key={id} value={id}>
                {instruction.slice(0, 80)}
              </option>
            ))}
          </datalist>
        </>
      )}
      {side !== null && trajectory !== null && trajectory.nodes.length > 0 && (
        <select
          class="field"
          aria-label={`Step of ${label}`}
          value={String(side.step ?? trajectory.row.chosen ?? "")}
          onChange={({ currentTarget: { value } }) => choose({ ...side, step: Number(value) })}
        >
          {trajectory.nodes.map(({ step, kind }) => (
            <option key={step} value={String(step)}>
              step {step} {kindWords[kind]}
              {step === trajectory.row.chosen ? " (chosen)" : ""}
            </option>
          ))}
        </select>
      )}
    </fieldset>
  );
}
