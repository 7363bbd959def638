import { useMemo } from "preact/hooks";
import type { TrajectoryRow } from "../../../views/trajectory-row.ts";
import { ScrollRegion } from "../../code/scroll-region.tsx";
import { formatCount } from "../../kit/formats.ts";
import { statusWords } from "../../kit/score-words.ts";
import { type JointTable, jointTable } from "../../rows/joint-table.ts";
import { ListLink } from "./list-link.tsx";

/** How often each score was given, alone and together. Unmeasured scores stand apart: they are no zeros. */
export function ScoresPanel({ run, rows }: { run: string; rows: readonly TrajectoryRow[] }) {
  const table = useMemo(() => jointTable(rows), [rows]);
  const sumOf = (pairs: [string, string][]) => pairs.reduce((sum, [s, g]) => sum + table.count(s, g), 0);
  return (
    <section class="panel" aria-labelledby="scores-title">
      <h2 id="scores-title">Scores</h2>
      <div class="histograms">
        <Histogram
          run={run}
          facet="screenshot"
          title="Screenshot score"
          bars={[...table.screenshots]
            .reverse()
            .sort(unmeasuredLast)
            .map((value) => ({
              value,
              count: sumOf(table.guis.map((gui) => [value, gui])),
            }))}
        />
        <Histogram
          run={run}
          facet="gui"
          title="GUI score"
          bars={table.guis.map((value) => ({
            value,
            count: sumOf(table.screenshots.map((screenshot) => [screenshot, value])),
          }))}
        />
      </div>
      <JointScores run={run} table={table} />
    </section>
  );
}

interface HistogramProps {
  run: string;
  facet: "screenshot" | "gui";
  title: string;
  bars: readonly { value: string; count: number }[];
}

function Histogram({ run, facet, title, bars }: HistogramProps) {
  const most = Math.max(1, ...bars.map(({ count }) => count));
  return (
    <figure class="histogram">
      <figcaption>{title}</figcaption>
      <ul class="histogram-bars">
        {bars.map(({ value, count }) => (
          <li key={value}>
            <ListLink run={run} filters={{ [facet]: value }} class="histogram-bar">
              <span class="histogram-count">{formatCount(count)}</span>
              <span class={`histogram-column tone-${value}`} style={{ "--share": count / most }} />
              <span class="histogram-name">
                <span class="unseen">{title} </span>
                {nameOf(value)}
              </span>
            </ListLink>
          </li>
        ))}
      </ul>
    </figure>
  );
}

function JointScores({ run, table }: { run: string; table: JointTable }) {
  return (
    <ScrollRegion class="table-scroll" label="Both scores">
      <table class="heat">
        <caption class="unseen">Trajectories by both scores</caption>
        <thead>
          <tr>
            <th scope="col" class="heat-corner">
              screenshot \ GUI
            </th>
            {table.guis.map((gui) => (
              <th key={gui} scope="col">
                {nameOf(gui)}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {table.screenshots.map((screenshot) => (
            <tr key={screenshot}>
              <th scope="row">{nameOf(screenshot)}</th>
              {table.guis.map((gui) => {
                const count = table.count(screenshot, gui);
                return (
                  <td key={gui} class={count === 0 ? "heat-none" : ""}>
                    {count === 0 ? (
                      "0"
                    ) : (
                      <JointCell run={run} screenshot={screenshot} gui={gui} count={count} max={table.max} />
                    )}
                  </td>
                );
              })}
            </tr>
          ))}
        </tbody>
      </table>
    </ScrollRegion>
  );
}

interface JointCellProps {
  run: string;
  screenshot: string;
  gui: string;
  count: number;
  max: number;
}

function JointCell({ run, screenshot, gui, count, max }: JointCellProps) {
  const label = `${count} with screenshot ${nameOf(screenshot)}, GUI ${nameOf(gui)}`;
  return (
    <span class="heat-cell" style={{ "--heat": count / max }}>
      <ListLink run={run} filters={{ screenshot, gui }} class="heat-link" label={label}>
        {formatCount(count)}
      </ListLink>
    </span>
  );
}

function nameOf(value: string): string {
  switch (value) {
    case "not-run":
    case "judge-error":
    case "infra-error":
    case "none":
      return statusWords(value);
    default:
      return value;
  }
}

function unmeasuredLast(a: string, b: string): number {
  return Number(/^\D/.test(a)) - Number(/^\D/.test(b));
}
