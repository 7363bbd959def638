import { useEffect } from "preact/hooks";
import { addresses } from "../../../views/addresses.ts";
import type { TrajectoryRow } from "../../../views/trajectory-row.ts";
import { useData } from "../../data/use-data.ts";
import { PageHeading } from "../../kit/page-heading.tsx";
import { Empty, Load } from "../../kit/states.tsx";
import { go } from "../../route/navigation.ts";
import type { RouteQuery } from "../../route/route.ts";
import { CompareGradings } from "./compare-gradings.tsx";
import { CompareNodes } from "./compare-nodes.tsx";
import { CompareRuns } from "./compare-runs.tsx";
import { type CompareSide, compareRoute, parseSide } from "./compare-sides.ts";
import { findMatch } from "./match-runs.ts";
import { SideChoices } from "./side-choice.tsx";
import "./compare.css";
import "../trajectory/step.css";
import "../trajectory/trajectory.css";

/** Two steps, two samples, two runs, or the gradings of a trajectory: `?a=RUN/ID/STEP&b=…`. */
export function ComparePage({ query }: { query: RouteQuery }) {
  const [a, b] = [parseSide(query.a), parseSide(query.b)];
  return (
    <div class="compare" data-view="compare">
      <PageHeading title="Compare" />
      <SideChoices a={a} b={b} query={query} />
      <Comparison a={a} b={b} query={query} />
    </div>
  );
}

interface ComparisonProps {
  a: CompareSide | null;
  b: CompareSide | null;
  query: RouteQuery;
}

function Comparison({ a, b, query }: ComparisonProps) {
  if (a?.id && query.of === "gradings") return <CompareGradings run={a.run} id={a.id} />;
  if (a === null || b === null)
    return (
      <Empty title="Choose what stands on each side.">
        Two runs are matched by instruction. Two trajectories, or two steps of one, are compared by picture,
        scores and files.
      </Empty>
    );
  if (a.id !== null && b.id !== null)
    return <CompareNodes a={{ ...a, id: a.id }} b={{ ...b, id: b.id }} query={query} />;
  if (a.id === null && b.id === null) return <CompareRuns a={a.run} b={b.run} query={query} />;
  return a.id === null ? <Matched given={b} in={a.run} isA /> : <Matched given={a} in={b.run} />;
}

interface MatchedProps {
  given: CompareSide;
  in: string;
  /** The side that is looked for is the first. */
  isA?: boolean;
}

/** Finds the trajectory of another run that answers the same instruction, and goes to that comparison. */
function Matched({ given, in: run, isA = false }: MatchedProps) {
  const [here, there] = [addresses.rows(given.run), addresses.rows(run)];
  const rows = useData<TrajectoryRow[]>(here);
  const others = useData<TrajectoryRow[]>(there);
  return (
    <Load what="the run's trajectories" address={here} loaded={rows}>
      {(known) => (
        <Load what="the other run's trajectories" address={there} loaded={others}>
          {(candidates) => {
            const row = known.find(({ id }) => id === given.id);
            const match = row === undefined ? null : findMatch(row, candidates);
            if (match === null)
              return <Empty title={`Run ${run} has no trajectory of the same instruction.`} />;
            const found = { run, id: match.id, step: null };
            return <GoTo a={isA ? found : given} b={isA ? given : found} />;
          }}
        </Load>
      )}
    </Load>
  );
}

function GoTo({ a, b }: { a: CompareSide; b: CompareSide }) {
  useEffect(() => go(compareRoute(a, b), { replace: true }));
  return null;
}
