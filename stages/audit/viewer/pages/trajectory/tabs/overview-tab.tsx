import { addresses } from "../../../../views/addresses.ts";
import type { NodeView, StepView, TrajectoryView } from "../../../../views/trajectory-view.ts";
import { type Loaded, readyValue } from "../../../data/loaded.ts";
import { isLive } from "../../../data/page-meta.ts";
import { formatCompact, formatDuration, formatUsd } from "../../../kit/formats.ts";
import { Picture } from "../../../kit/picture.tsx";
import { ScoreBadge } from "../../../kit/score-badge.tsx";
import { statusWords } from "../../../kit/score-words.ts";
import { Failed } from "../../../kit/states.tsx";
import { OpenedSite } from "../opened-site.tsx";
import type { ShownStep } from "../shown-step.ts";
import { Unreadable } from "../step-panel.tsx";
import { chosenWord, describeStep, phaseWords } from "../step-words.ts";
import "./overview-tab.css";

interface OverviewTabProps {
  shown: ShownStep;
  loaded: Loaded<StepView>;
  isSiteOpen: boolean;
  onOpenSite(): void;
  onCloseSite(): void;
}

/** The screenshot, and what was made of it. The picture needs no text, and is there first. */
export function OverviewTab({ shown, loaded, isSiteOpen, onOpenSite, onCloseSite }: OverviewTabProps) {
  const { run, view, node } = shown;
  const step = readyValue(loaded);
  return (
    <div class={isSiteOpen ? "look with-site" : "look"}>
      <figure class="look-picture">
        <LargePicture shown={shown} />
        <figcaption>
          <span class="soft">{captionOf(node, view)}</span>
          {isLive && !isSiteOpen && node.fileCount > 0 && (
            <button type="button" class="button" onClick={onOpenSite}>
              Open the site
            </button>
          )}
        </figcaption>
      </figure>
      {isSiteOpen && (
        <OpenedSite run={run} site={{ trajectoryId: view.row.id, step: node.step }} onClose={onCloseSite} />
      )}
      <div class="look-words">
        {loaded.state === "failed" && (
          <Failed title="Could not load the step's texts." problem={loaded.problem} />
        )}
        {step !== null && <Unreadable step={step} />}
        <Grades node={node} view={view} />
        {step !== null && <Description step={step} />}
        <Happenings view={view} node={node} />
        <Effort node={node} />
      </div>
    </div>
  );
}

function LargePicture({ shown: { run, view, node } }: { shown: ShownStep }) {
  const { screenshotImage } = node;
  const alt = `Screenshot of ${describeStep(node, chosenWord(view, node.step))}`;
  if (screenshotImage === null) return <Picture class="shot" src={null} alt={alt} />;
  const src = addresses.picture(run, view.row.id, screenshotImage);
  return (
    <a href={src} target="_blank" rel="noopener noreferrer" title="The picture alone, in full size">
      <Picture class="shot" src={src} alt={alt} eager />
    </a>
  );
}

function captionOf(node: NodeView, { nodes }: TrajectoryView): string {
  const site = `${node.fileCount} files, ${node.changedFiles} changed`;
  if (node.screenshotImage === null) return site;
  const first = nodes.find(({ screenshotImage }) => screenshotImage === node.screenshotImage);
  return first === undefined || first.step === node.step
    ? site
    : `${site} · the picture of step ${first.step}`;
}

function Grades({ node, view: { row } }: { node: NodeView; view: TrajectoryView }) {
  const gradings = node.step === row.chosen ? Object.entries(row.grades) : [];
  return (
    <section class="grades" aria-label="Grades">
      {(["screenshot", "gui"] as const).map((kind) => {
        const score = node[kind];
        return (
          <div key={kind} class="grade">
            <ScoreBadge kind={kind} score={score} size="large" />
            {score.judge !== null && <span class="soft">by {score.judge.model}</span>}
            {score.history.length > 1 && (
              <ol class="grade-history" aria-label="Answers of the judge, oldest first">
                {score.history.map(({ status, value }, order) => (
                  <li key={order} class={value === null ? "tag warn" : "tag"}>
                    {value ?? statusWords(status)}
                  </li>
                ))}
              </ol>
            )}
            {gradings.map(([name, given]) =>
              given[kind].length === 0 ? null : (
                <span key={name} class="regrades">
                  <span class="soft">graded again ({name})</span>
                  {given[kind].map((value, order) => (
                    <span key={order} class={value === null ? "tag warn" : "tag"}>
                      {value ?? statusWords("judge-error")}
                    </span>
                  ))}
                </span>
              ),
            )}
          </div>
        );
      })}
    </section>
  );
}

function Description({ step: { description } }: { step: StepView }) {
  if (description === null) return null;
  const { is_error, error_message, screenshot_description, suggestions } = description;
  return (
    <section class="description">
      <h3>What the judge saw</h3>
      {is_error && <p class="description-error">{error_message || "An error, of which it says nothing."}</p>}
      <p>{screenshot_description}</p>
      {suggestions !== "" && (
        <>
          <h3>What it suggests</h3>
          <p>{suggestions}</p>
        </>
      )}
    </section>
  );
}

/** What the agent did around this step, beside replying. */
function Happenings({ view, node }: { view: TrajectoryView; node: NodeView }) {
  const { step } = node;
  const lines = [
    ...view.retries
      .filter((retry) => retry.step === step)
      .map(({ attempt, error }) => `Begun again (${attempt}): ${error}`),
    ...view.backtracks
      .filter((backtrack) => backtrack.afterStep === step)
      .map(
        ({ to, errorSteps }) =>
          `After ${errorSteps} error steps the agent went back to ${to === null ? "the instruction" : `step ${to}`}.`,
      ),
    ...node.warnings.map((warning) => `Mended in the reply: ${warning}`),
  ];
  if (lines.length === 0) return null;
  return (
    <section>
      <h3>What happened</h3>
      <ul class="happenings">
        {lines.map((line) => (
          <li key={line}>{line}</li>
        ))}
      </ul>
    </section>
  );
}

function Effort({ node }: { node: NodeView }) {
  const phases = Object.entries(node.timings).filter(([, ms]) => ms > 0);
  const total = phases.reduce((sum, [, ms]) => sum + ms, 0);
  const { promptTokens, cachedTokens, completionTokens, estimated } = node.usage;
  return (
    <section>
      <h3>Time and tokens</h3>
      {total > 0 && (
        <ul class="phases">
          {phases.map(([phase, ms]) => (
            <li key={phase}>
              <span>{phaseWords[phase] ?? phase}</span>
              <span class="phase-bar" style={{ width: `${(100 * ms) / total}%` }} />
              <span class="soft">{formatDuration(ms)}</span>
            </li>
          ))}
        </ul>
      )}
      <p class="soft">
        Teacher: {formatCompact(promptTokens)} tokens asked
        {cachedTokens === null ? "" : ` (${formatCompact(cachedTokens)} cached)`},{" "}
        {formatCompact(completionTokens)} answered{estimated ? ", estimated" : ""} · step{" "}
        {formatUsd(node.costUsd)}
      </p>
    </section>
  );
}
