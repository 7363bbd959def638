import type { ComponentChildren } from "preact";
import type { StepView } from "../../../views/trajectory-view.ts";
import type { Loaded } from "../../data/loaded.ts";
import { readyValue } from "../../data/loaded.ts";
import { ScoreBadge } from "../../kit/score-badge.tsx";
import { Load } from "../../kit/states.tsx";
import { Tabs } from "../../kit/tabs.tsx";
import { setQuery } from "../../route/navigation.ts";
import type { ShownStep } from "./shown-step.ts";
import { stepTabs, type TabName } from "./step-tabs.ts";
import { chosenWord, kindWords, stageWords } from "./step-words.ts";
import { BuildTab } from "./tabs/build-tab.tsx";
import { CallsTab } from "./tabs/calls-tab.tsx";
import { FeedbackTab } from "./tabs/feedback-tab.tsx";
import { FilesTab } from "./tabs/files-tab.tsx";
import { GuiTestTab } from "./tabs/gui-test-tab.tsx";
import { JudgesTab } from "./tabs/judges-tab.tsx";
import { OverviewTab } from "./tabs/overview-tab.tsx";
import { PageTab } from "./tabs/page-tab.tsx";
import { ReplyTab } from "./tabs/reply-tab.tsx";
import { RowsTab } from "./tabs/rows-tab.tsx";
import { RulesTab } from "./tabs/rules-tab.tsx";
import "./step.css";

interface StepPanelProps {
  shown: ShownStep;
  /** Of the step's texts. */
  address: string;
  loaded: Loaded<StepView>;
  tab: TabName;
  isSiteOpen: boolean;
  onOpenSite(): void;
  onCloseSite(): void;
}

/** The selected step: what it is, and its tabs. */
export function StepPanel(props: StepPanelProps) {
  const { shown, loaded, tab } = props;
  const { view, node } = shown;
  const step = readyValue(loaded);
  const chosen = chosenWord(view, node.step);
  return (
    <section class="step" aria-label={`Step ${node.step}`}>
      <header class="step-head">
        <h2>
          Step {node.step} <span class="soft">{kindWords[node.kind]}</span>
        </h2>
        <ScoreBadge kind="screenshot" score={node.screenshot} />
        <ScoreBadge kind="gui" score={node.gui} />
        {chosen !== null && <span class="tag chosen">{chosen}</span>}
        {node.errorStages.map((stage) => (
          <span key={stage} class="tag bad">
            {stageWords[stage]} failed
          </span>
        ))}
        {node.finishReason !== "stop" && <span class="tag warn">{finishWords[node.finishReason]}</span>}
      </header>
      <Tabs
        label={`Step ${node.step}`}
        tabs={stepTabs(view, node, step)}
        selected={tab}
        onSelect={(name) => setQuery({ tab: name === "overview" ? null : name })}
      >
        <TabContent {...props} />
      </Tabs>
    </section>
  );
}

const finishWords = { length: "cut at the token limit", "content-filter": "withheld by a content filter" };

function TabContent({ shown, address, loaded, tab, ...site }: StepPanelProps) {
  const whole = (draw: (step: StepView) => ComponentChildren) => (
    <Load what={`step ${shown.node.step}`} address={address} loaded={loaded}>
      {(step) => (
        <>
          <Unreadable step={step} />
          {draw(step)}
        </>
      )}
    </Load>
  );
  switch (tab) {
    case "overview":
      return <OverviewTab shown={shown} loaded={loaded} {...site} />;
    case "reply":
      return whole((step) => <ReplyTab shown={shown} step={step} />);
    case "files":
      return whole((step) => <FilesTab shown={shown} step={step} />);
    case "build":
      return whole((step) => <BuildTab shown={shown} step={step} />);
    case "page":
      return whole((step) => <PageTab step={step} />);
    case "feedback":
      return whole((step) => <FeedbackTab step={step} />);
    case "gui":
      return whole((step) => <GuiTestTab shown={shown} step={step} />);
    case "judges":
      return <JudgesTab shown={shown} />;
    case "calls":
      return <CallsTab shown={shown} />;
    case "rules":
      return <RulesTab view={shown.view} />;
    case "rows":
      return <RowsTab view={shown.view} />;
  }
}

/** Parts of the step that the run folder no longer holds. */
export function Unreadable({ step }: { step: StepView }) {
  if (step.unreadable.length === 0) return null;
  return (
    <ul class="trajectory-damage" aria-label="What could not be read of this step">
      {step.unreadable.map((part) => (
        <li key={part}>{part}</li>
      ))}
    </ul>
  );
}
