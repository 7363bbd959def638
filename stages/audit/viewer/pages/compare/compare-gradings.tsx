import { addresses } from "../../../views/addresses.ts";
import type { GradingView, RunView } from "../../../views/run-view.ts";
import type { TrajectoryRow } from "../../../views/trajectory-row.ts";
import type { TrajectoryView } from "../../../views/trajectory-view.ts";
import { useData } from "../../data/use-data.ts";
import { formatTime } from "../../kit/formats.ts";
import { Picture } from "../../kit/picture.tsx";
import { ScoreBadge } from "../../kit/score-badge.tsx";
import { Load } from "../../kit/states.tsx";
import { Link } from "../../route/link.tsx";

interface CompareGradingsProps {
  run: string;
  id: string;
}

/** What the recording and each grading gave a trajectory's chosen step. */
export function CompareGradings({ run, id }: CompareGradingsProps) {
  const [runAddress, address] = [addresses.run(run), addresses.trajectory(run, id)];
  const [ofRun, loaded] = [useData<RunView>(runAddress), useData<TrajectoryView>(address)];
  return (
    <Load what={`run ${run}`} address={runAddress} loaded={ofRun}>
      {({ gradings }) => (
        <Load what={`trajectory ${id}`} address={address} loaded={loaded}>
          {({ row }) => <Gradings run={run} row={row} gradings={gradings} />}
        </Load>
      )}
    </Load>
  );
}

interface GradingsProps {
  run: string;
  row: TrajectoryRow;
  gradings: GradingView[];
}

function Gradings({ run, row, gradings }: GradingsProps) {
  return (
    <div class="gradings" data-ready="">
      <Link to={{ page: "trajectory", run, id: row.id, query: {} }}>
        <Picture
          class="shot"
          src={row.hasScreenshot ? addresses.thumbnail(run, row.id) : null}
          alt={`Chosen step of ${row.id}`}
        />
      </Link>
      <div class="panel">
        <p class="trajectory-instruction">{row.instruction}</p>
        <div class="table-scroll">
          <table class="table">
            <thead>
              <tr>
                <th scope="col">Grading</th>
                <th scope="col">Screenshot</th>
                <th scope="col">GUI</th>
                <th scope="col">Models</th>
                <th scope="col">When</th>
              </tr>
            </thead>
            <tbody>
              <tr>
                <th scope="row">as recorded</th>
                <td>
                  <ScoreBadge kind="screenshot" score={row.screenshot} bare />
                </td>
                <td>
                  <ScoreBadge kind="gui" score={row.gui} bare />
                </td>
                <td class="soft">the run's own</td>
                <td class="soft">{formatTime(row.at)}</td>
              </tr>
              {gradings.map(({ name, manifest }) => (
                <tr key={name}>
                  <th scope="row">{name}</th>
                  <td>
                    <Values kind="screenshot" values={row.grades[name]?.screenshot} />
                  </td>
                  <td>
                    <Values kind="gui" values={row.grades[name]?.gui} />
                  </td>
                  <td>
                    {manifest.models.vision}, {manifest.models.feedback}
                  </td>
                  <td class="soft">{formatTime(manifest.at)}</td>
                </tr>
              ))}
            </tbody>
          </table>
        </div>
      </div>
    </div>
  );
}

interface ValuesProps {
  kind: "screenshot" | "gui";
  /** Absent: the grading did not come to this trajectory. */
  values: (number | null)[] | undefined;
}

function Values({ kind, values }: ValuesProps) {
  if (values === undefined || values.length === 0) return <span class="soft">not graded</span>;
  return (
    <span class="grade-history">
      {values.map((value, order) => (
        <ScoreBadge
          key={order}
          kind={kind}
          score={value === null ? { status: "judge-error", value } : { status: "measured", value }}
          bare
        />
      ))}
    </span>
  );
}
