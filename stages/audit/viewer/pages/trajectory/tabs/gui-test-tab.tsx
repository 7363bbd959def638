import { useRef } from "preact/hooks";
import { addresses } from "../../../../views/addresses.ts";
import type { StepView } from "../../../../views/trajectory-view.ts";
import { useKeys } from "../../../kit/keys.tsx";
import { Picture } from "../../../kit/picture.tsx";
import { ScoreBadge } from "../../../kit/score-badge.tsx";
import { Empty } from "../../../kit/states.tsx";
import { setQuery } from "../../../route/navigation.ts";
import { Kept, KeptExchange, Later } from "../call-exchange.tsx";
import type { ShownStep } from "../shown-step.ts";
import "./gui-test-tab.css";

type Transcript = NonNullable<StepView["guiTest"]>;
type Turn = Transcript["turns"][number];

interface GuiTestTabProps {
  shown: ShownStep;
  step: StepView;
}

/** The GUI agent's walk through the site, turn by turn. */
export function GuiTestTab({ shown, step: { guiTest } }: GuiTestTabProps) {
  if (guiTest === null) return <Empty title="The site was not tested in this step." />;
  return <GuiTest shown={shown} transcript={guiTest} />;
}

function GuiTest({ shown, transcript }: { shown: ShownStep; transcript: Transcript }) {
  const { turns } = transcript;
  const asked = turns.findIndex(({ turn }) => String(turn) === shown.query.turn);
  const at = Math.max(asked, 0);
  const select = (to: number) => {
    const turn = turns[Math.min(Math.max(to, 0), turns.length - 1)];
    if (turn !== undefined) setQuery({ turn: String(turn.turn) });
  };
  useKeys("GUI test", [
    { key: "n", does: "next turn", run: () => select(at + 1) },
    { key: "p", does: "previous turn", run: () => select(at - 1) },
  ]);
  const turn = turns[at];
  return (
    <div class="gui-test">
      <Outcome shown={shown} transcript={transcript} />
      {turn === undefined ? (
        <Empty title="Its transcript holds no turn." />
      ) : (
        <>
          <TurnStrip shown={shown} turns={turns} at={at} onSelect={select} />
          <TurnView shown={shown} turn={turn} />
        </>
      )}
    </div>
  );
}

const verdictTags = {
  yes: { tone: "good", words: "verdict: yes" },
  no: { tone: "bad", words: "verdict: no" },
  none: { tone: "warn", words: "no verdict" },
};

function Outcome({ shown, transcript }: { shown: ShownStep; transcript: Transcript }) {
  const { turns, verdict, answer, endedBy } = transcript;
  const { run, view, node } = shown;
  const { guiTest } = view;
  return (
    <section class="gui-outcome" aria-label="Outcome">
      <p class="tab-tools">
        <span class={`tag ${verdictTags[verdict].tone}`}>{verdictTags[verdict].words}</span>
        <ScoreBadge kind="gui" score={node.gui} />
        <span class="soft">
          {turns.length} {turns.length === 1 ? "turn" : "turns"}
          {endedBy === "turn-limit" && ", ended by the limit of turns"}
        </span>
      </p>
      {answer !== null && <p class="gui-answer">{answer}</p>}
      {guiTest !== null && (
        <Later summary="What it was asked to test">
          {() => <Kept place={{ run, id: view.row.id }} label="Test instruction" reference={guiTest} />}
        </Later>
      )}
    </section>
  );
}

interface TurnStripProps {
  shown: ShownStep;
  turns: readonly Turn[];
  at: number;
  onSelect(at: number): void;
}

/** All turns, to jump to one; arrows, Home and End go along. */
function TurnStrip({ shown, turns, at, onSelect }: TurnStripProps) {
  const strip = useRef<HTMLDivElement>(null);
  const onKeyDown = (event: KeyboardEvent) => {
    const to = { ArrowLeft: at - 1, ArrowRight: at + 1, Home: 0, End: turns.length - 1 }[event.key];
    if (to === undefined || event.ctrlKey || event.altKey || event.metaKey) return;
    event.preventDefault();
    const next = Math.min(Math.max(to, 0), turns.length - 1);
    onSelect(next);
    strip.current?.querySelectorAll<HTMLElement>("[role=tab]")[next]?.focus();
  };
  return (
    <div class="turn-strip" role="tablist" aria-label="Turns" ref={strip} onKeyDown={onKeyDown}>
      {turns.map((turn, order) => (
        <button
          key={turn.turn}
          type="button"
          role="tab"
          class={turn.ok ? "turn-tab" : "turn-tab not-done"}
          aria-selected={order === at}
          aria-controls={order === at ? "gui-turn" : undefined}
          aria-label={`Turn ${turn.turn}: ${turn.action ?? "no action"}${turn.ok ? "" : ", not done"}`}
          tabIndex={order === at ? 0 : -1}
          onClick={() => onSelect(order)}
        >
          <Picture src={imageOf(shown, turn)} alt={`Page at turn ${turn.turn}`} />
          <span class="turn-line">
            <b>{turn.turn}</b> {actionName(turn)}
          </span>
        </button>
      ))}
    </div>
  );
}

function TurnView({ shown, turn }: { shown: ShownStep; turn: Turn }) {
  const place = { run: shown.run, id: shown.view.row.id };
  const { exchange, elements } = turn;
  return (
    <div class="turn" role="tabpanel" id="gui-turn" aria-label={`Turn ${turn.turn}`}>
      <Picture
        class="shot"
        src={imageOf(shown, turn)}
        alt={`Page at turn ${turn.turn} of step ${shown.node.step}, its elements marked with numbers`}
        eager
      />
      <dl class="turn-words">
        <dt>Thought</dt>
        <dd>{turn.thought ?? <span class="soft">none given</span>}</dd>
        <dt>Action</dt>
        <dd>
          {turn.action === null ? (
            <span class="tag warn">none that can be read</span>
          ) : (
            <code>{turn.action}</code>
          )}
        </dd>
        <dt>Result</dt>
        <dd>
          <span class={`tag ${turn.ok ? "good" : "bad"}`}>{turn.ok ? "done" : "not done"}</span> {turn.result}
        </dd>
        <dt>Page</dt>
        <dd>
          {turn.title} <span class="soft mono">{turn.url}</span>
        </dd>
        <dd class="turn-more">
          <Later summary={`Elements: ${elements.length}${turn.truncated ? " and more" : ""}`}>
            {() => (
              <ol class="elements">
                {elements.map(({ index, tag, text }) => (
                  <li key={index}>
                    <b>{index}</b> <code>{tag}</code> {text}
                  </li>
                ))}
              </ol>
            )}
          </Later>
          <Later summary="Reply as it came">{() => <pre class="turn-reply">{turn.reply}</pre>}</Later>
          {exchange !== null && (
            <Later summary="Full exchange">{() => <KeptExchange place={place} exchange={exchange} />}</Later>
          )}
        </dd>
      </dl>
    </div>
  );
}

function imageOf({ run, view }: ShownStep, { image }: Turn): string | null {
  return image === null ? null : addresses.picture(run, view.row.id, image);
}

/** `Click [3]` of `Click [3]; …`: what fits below a small picture. */
function actionName({ action }: Turn): string {
  return action === null ? "no action" : action.slice(0, 40);
}
