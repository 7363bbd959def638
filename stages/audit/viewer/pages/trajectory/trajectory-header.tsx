import { useState } from "preact/hooks";
import { addresses } from "../../../views/addresses.ts";
import type { RunCard, RunView } from "../../../views/run-view.ts";
import type { TrajectoryRow } from "../../../views/trajectory-row.ts";
import type { TrajectoryView } from "../../../views/trajectory-view.ts";
import { readyValue } from "../../data/loaded.ts";
import { useData } from "../../data/use-data.ts";
import { formatCompact, formatDuration, formatTime, formatUsd } from "../../kit/formats.ts";
import { PageHeading } from "../../kit/page-heading.tsx";
import { ScoreBadge } from "../../kit/score-badge.tsx";
import { Link } from "../../route/link.tsx";
import { compareRoute, gradingsRoute, otherRunRoute } from "../compare/compare-sides.ts";

interface TrajectoryHeaderProps {
  run: string;
  view: TrajectoryView;
  /** The step that is looked at; null: it has none. */
  step: number | null;
}

/** What a trajectory is, how it ended, what it scored and cost, and whether it is kept. */
export function TrajectoryHeader({ run, view, step }: TrajectoryHeaderProps) {
  const { row } = view;
  return (
    <header class="trajectory-head">
      <PageHeading title={row.id}>
        {row.applicationType !== "" && <span class="tag">{row.applicationType}</span>}
        <StatusTag row={row} />
        {row.label !== null && <span class="tag warn">{row.label}</span>}
        <span class="trajectory-scores">
          <ScoreBadge kind="screenshot" score={row.screenshot} size="large" />
          <ScoreBadge kind="gui" score={row.gui} size="large" />
        </span>
      </PageHeading>
      <Instruction text={row.instruction} />
      {row.reason !== null && row.status !== "damaged" && <p class="trajectory-reason">{row.reason}</p>}
      {view.damage.length > 0 && (
        <ul class="trajectory-damage" aria-label="What could not be read">
          {view.damage.map((problem) => (
            <li key={problem}>{problem}</li>
          ))}
        </ul>
      )}
      <div class="trajectory-facts">
        <Verdicts row={row} />
        <Facts row={row} />
        <Comparisons run={run} view={view} step={step} />
      </div>
    </header>
  );
}

const statusTags: Record<TrajectoryRow["status"], { words: string; tone: string }> = {
  recording: { words: "still recorded", tone: "warn" },
  finished: { words: "finished", tone: "" },
  "step-limit": { words: "step limit", tone: "warn" },
  failed: { words: "failed", tone: "bad" },
  damaged: { words: "damaged", tone: "bad" },
};

function StatusTag({ row: { status } }: { row: TrajectoryRow }) {
  const { words, tone } = statusTags[status];
  return <span class={`tag ${tone}`}>{words}</span>;
}

/** Characters: about what two lines hold. */
const shortInstruction = 230;

function Instruction({ text }: { text: string }) {
  const [isOpen, setOpen] = useState(false);
  const isLong = text.length > shortInstruction;
  return (
    <p class="trajectory-instruction">
      {isLong && !isOpen ? `${text.slice(0, shortInstruction).replace(/[\s.,;:]+\S*$/, "")}… ` : `${text} `}
      {isLong && (
        <button type="button" class="text-button" aria-expanded={isOpen} onClick={() => setOpen(!isOpen)}>
          {isOpen ? "less" : "more"}
        </button>
      )}
    </p>
  );
}

function Verdicts({ row }: { row: TrajectoryRow }) {
  const verdicts = Object.entries(row.verdicts);
  return (
    <ul class="trajectory-verdicts" aria-label="Verdicts">
      {verdicts.length === 0 && <li class="tag">no verdict yet</li>}
      {verdicts.map(([recipe, { kept, rejectedBy }]) => (
        <li key={recipe} class={`tag ${kept ? "good" : "bad"}`}>
          {kept ? `kept by ${recipe}` : `rejected by ${recipe}: ${rejectedBy.join(", ")}`}
        </li>
      ))}
      {row.reviews.map(({ reviewer, decision, note }) => (
        <li key={reviewer} class={`tag ${reviewTones[decision]}`} title={note}>
          {reviewer}: {decision}
        </li>
      ))}
    </ul>
  );
}

const reviewTones = { keep: "good", reject: "bad", unsure: "warn" };

function Facts({ row }: { row: TrajectoryRow }) {
  const facts: [string, string][] = [
    [String(row.steps), row.steps === 1 ? "step" : "steps"],
    ...some(row.errorSteps, "error step", "error steps"),
    ...some(row.backtracks, "backtrack", "backtracks"),
    ...some(row.restarts, "restart", "restarts"),
    ...some(row.retries, "retry", "retries"),
    [formatCompact(row.tokens), "tokens"],
    [formatUsd(row.costUsd), ""],
    [formatDuration(row.durationMs), ""],
    ["by", row.teacher],
    ["", formatTime(row.at)],
  ];
  return (
    <ul class="trajectory-numbers">
      {facts.map(([value, unit]) => (
        <li key={unit + value}>
          {value !== "" && <b>{value}</b>} {unit}
        </li>
      ))}
    </ul>
  );
}

function some(count: number, one: string, many: string): [string, string][] {
  return count === 0 ? [] : [[String(count), count === 1 ? one : many]];
}

function Comparisons({ run, view: { row, nodes, samples }, step }: TrajectoryHeaderProps) {
  const runs = readyValue(useData<RunCard[]>(addresses.runs)) ?? [];
  const gradings = readyValue(useData<RunView>(addresses.run(run)))?.gradings ?? [];
  if (step === null) return null;
  const here = { run, id: row.id, step };
  const parent = nodes.find((node) => node.step === step)?.parent ?? null;
  const links = [
    ...(parent === null
      ? []
      : [{ words: `step ${parent}`, to: compareRoute({ run, id: row.id, step: parent }, here) }]),
    ...samples.map((id) => ({ words: `sample ${id}`, to: compareRoute(here, { run, id, step: null }) })),
    ...runs
      .filter(({ key }) => key !== run)
      .map(({ key }) => ({ words: `run ${key}`, to: otherRunRoute(here, key) })),
    ...(gradings.length === 0 ? [] : [{ words: "gradings", to: gradingsRoute(run, row.id) }]),
  ];
  if (links.length === 0) return null;
  return (
    <nav class="trajectory-comparisons" aria-label="Compare">
      <span class="soft">Compare with</span>
      {links.map(({ words, to }) => (
        <Link key={words} to={to}>
          {words}
        </Link>
      ))}
    </nav>
  );
}
