import { useMemo, useState } from "preact/hooks";
import { addresses } from "../../../views/addresses.ts";
import type { TrajectoryRow } from "../../../views/trajectory-row.ts";
import { useData } from "../../data/use-data.ts";
import { formatCount } from "../../kit/formats.ts";
import { Picture } from "../../kit/picture.tsx";
import { ScoreBadge } from "../../kit/score-badge.tsx";
import { Segmented } from "../../kit/segmented.tsx";
import { Empty, Load } from "../../kit/states.tsx";
import { Link } from "../../route/link.tsx";
import { setQuery } from "../../route/navigation.ts";
import type { RouteQuery } from "../../route/route.ts";
import { compareRoute } from "./compare-sides.ts";
import { type ComparedScore, type MatchOutcome, matchRuns, type RunMatch, sumMatches } from "./match-runs.ts";

interface CompareRunsProps {
  a: string;
  b: string;
  query: RouteQuery;
}

/** Two runs, matched by instruction: who gained, who lost. */
export function CompareRuns({ a, b, query }: CompareRunsProps) {
  const [addressA, addressB] = [addresses.rows(a), addresses.rows(b)];
  const [rowsA, rowsB] = [useData<TrajectoryRow[]>(addressA), useData<TrajectoryRow[]>(addressB)];
  return (
    <Load what={`run ${a}`} address={addressA} loaded={rowsA}>
      {(ofA) => (
        <Load what={`run ${b}`} address={addressB} loaded={rowsB}>
          {(ofB) => <Matches runs={{ a, b }} rows={{ a: ofA, b: ofB }} query={query} />}
        </Load>
      )}
    </Load>
  );
}

const outcomeWords: Record<MatchOutcome, string> = {
  gained: "gained",
  lost: "lost",
  same: "same",
  unknown: "not measured",
  "only-a": "only in A",
  "only-b": "only in B",
};

/** Matches that are drawn before one asks for more. */
const shownAtFirst = 60;

interface MatchesProps {
  runs: { a: string; b: string };
  rows: { a: TrajectoryRow[]; b: TrajectoryRow[] };
  query: RouteQuery;
}

function Matches({ runs, rows, query }: MatchesProps) {
  const by: ComparedScore = query.by === "gui" ? "gui" : "screenshot";
  const matches = useMemo(() => matchRuns(rows.a, rows.b, by), [rows.a, rows.b, by]);
  const sums = useMemo(() => sumMatches(matches), [matches]);
  const [limit, setLimit] = useState(shownAtFirst);
  const outcome = isOutcome(query.outcome) ? query.outcome : null;
  const shown = outcome === null ? matches : matches.filter((match) => match.outcome === outcome);
  return (
    <div class="compare-runs" data-ready="">
      <div class="tab-tools">
        <Segmented
          label="Compared by"
          options={[
            { name: "screenshot", label: "Screenshot score" },
            { name: "gui", label: "GUI score" },
          ]}
          selected={by}
          onSelect={(name) => setQuery({ by: name === "screenshot" ? null : name })}
        />
        <span>
          Mean gain of B: <b>{sums.meanGain === null ? "nothing to compare" : signed(sums.meanGain)}</b>
        </span>
      </div>
      <Segmented
        label="Outcome"
        options={[
          { name: "all", label: `all ${formatCount(matches.length)}` },
          ...outcomes.map((name) => ({
            name,
            label: `${outcomeWords[name]} ${formatCount(sums.counts[name])}`,
          })),
        ]}
        selected={outcome ?? "all"}
        onSelect={(name) => setQuery({ outcome: name === "all" ? null : name })}
      />
      {shown.length === 0 ? (
        <Empty title="No instruction is among these." />
      ) : (
        <ul class="matches">
          {shown.slice(0, limit).map((match) => (
            <Match key={match.key} match={match} runs={runs} by={by} />
          ))}
        </ul>
      )}
      {shown.length > limit && (
        <button type="button" class="button" onClick={() => setLimit(limit + 200)}>
          Show more of {formatCount(shown.length)}
        </button>
      )}
    </div>
  );
}

const outcomes = ["gained", "lost", "same", "unknown", "only-a", "only-b"] as const;

function isOutcome(name: string | undefined): name is MatchOutcome {
  return outcomes.some((known) => known === name);
}

interface MatchProps {
  match: RunMatch;
  runs: { a: string; b: string };
  by: ComparedScore;
}

function Match({ match, runs, by }: MatchProps) {
  const { a, b, outcome, gain, instruction } = match;
  const to =
    a !== null && b !== null
      ? compareRoute({ run: runs.a, id: a.id, step: null }, { run: runs.b, id: b.id, step: null })
      : null;
  return (
    <li class={`match match-${outcome}`}>
      <MatchPicture run={runs.a} row={a} letter="A" by={by} />
      <MatchPicture run={runs.b} row={b} letter="B" by={by} />
      <div class="match-words">
        <p class="tab-tools">
          <span class="match-gain">{gain === null ? outcomeWords[outcome] : signed(gain)}</span>
          {to !== null && <Link to={to}>compare</Link>}
        </p>
        <p class="match-instruction">{instruction}</p>
      </div>
    </li>
  );
}

interface MatchPictureProps {
  run: string;
  row: TrajectoryRow | null;
  letter: string;
  by: ComparedScore;
}

function MatchPicture({ run, row, letter, by }: MatchPictureProps) {
  if (row === null) return <span class="match-picture picture missing">not in {letter}</span>;
  const src = row.hasScreenshot ? addresses.thumbnail(run, row.id) : null;
  return (
    <Link class="match-picture" to={{ page: "trajectory", run, id: row.id, query: {} }}>
      <Picture src={src} alt={`${letter}: ${row.id}`} />
      <ScoreBadge kind={by} score={row[by]} />
    </Link>
  );
}

function signed(gain: number): string {
  const rounded = Number.isInteger(gain) ? String(Math.abs(gain)) : Math.abs(gain).toFixed(2);
  if (gain === 0) return "±0";
  return `${gain > 0 ? "+" : "−"}${rounded}`;
}
