import type { ComponentChildren } from "preact";
import { formatCompact, formatDuration, formatUsd } from "../../kit/formats.ts";
import { ScoreBadge } from "../../kit/score-badge.tsx";
import { errorWords, kindWords } from "../trajectory/step-words.ts";
import { type ShownSide, SideLink } from "./compare-nodes.tsx";

/** What differs in numbers and words. */
export function ComparedScores({ a, b }: { a: ShownSide; b: ShownSide }) {
  return (
    <section class="panel" aria-label="Scores">
      <h2>Scores</h2>
      <div class="table-scroll">
        <table class="table compare-table">
          <thead>
            <tr>
              <th scope="col">
                <span class="unseen">What</span>
              </th>
              <th scope="col">
                <SideLink shown={a} />
              </th>
              <th scope="col">
                <SideLink shown={b} />
              </th>
            </tr>
          </thead>
          <tbody>
            {lines.map(({ label, draw }) => (
              <tr key={label}>
                <th scope="row">{label}</th>
                <td>{draw(a)}</td>
                <td>{draw(b)}</td>
              </tr>
            ))}
          </tbody>
        </table>
      </div>
    </section>
  );
}

const lines: { label: string; draw(shown: ShownSide): ComponentChildren }[] = [
  { label: "Screenshot", draw: ({ node }) => <ScoreBadge kind="screenshot" score={node.screenshot} bare /> },
  { label: "GUI", draw: ({ node }) => <ScoreBadge kind="gui" score={node.gui} bare /> },
  { label: "Kind", draw: ({ node }) => kindWords[node.kind] },
  { label: "Errors", draw: ({ node }) => (node.isError ? errorWords(node) : "none") },
  { label: "What the judge saw", draw: ({ step }) => step?.description?.screenshot_description ?? "–" },
  { label: "Trajectory", draw: ({ view: { row } }) => `${row.status}, ${row.steps} steps by ${row.teacher}` },
  { label: "Verdicts", draw: verdictWords },
  { label: "Tokens", draw: ({ view: { row } }) => formatCompact(row.tokens) },
  { label: "Cost", draw: ({ view: { row } }) => formatUsd(row.costUsd) },
  { label: "Time", draw: ({ view: { row } }) => formatDuration(row.durationMs) },
];

function verdictWords({ view: { row } }: ShownSide): ComponentChildren {
  const verdicts = Object.entries(row.verdicts);
  if (verdicts.length === 0) return "none yet";
  return verdicts.map(([recipe, { kept, rejectedBy }]) => (
    <span key={recipe} class={`tag ${kept ? "good" : "bad"}`}>
      {kept ? `kept by ${recipe}` : `rejected by ${recipe}: ${rejectedBy.join(", ")}`}
    </span>
  ));
}
