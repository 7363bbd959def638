import type { NodeView, StepView, TrajectoryView } from "../../../views/trajectory-view.ts";
import type { Tab } from "../../kit/tabs.tsx";
import { callsOfStep } from "./calls-of-step.ts";

/** What is shown of a step, in the order of the tabs. The last two are of the whole trajectory. */
export const tabNames = [
  "overview",
  "reply",
  "files",
  "build",
  "page",
  "feedback",
  "gui",
  "judges",
  "calls",
  "rules",
  "rows",
] as const;

export type TabName = (typeof tabNames)[number];

export function isTabName(name: string | undefined): name is TabName {
  return tabNames.some((known) => known === name);
}

/** The tabs of a step; what can be counted has its count. `step`: null while it loads. */
export function stepTabs(view: TrajectoryView, node: NodeView, step: StepView | null): Tab<TabName>[] {
  const rejecting = Object.values(view.row.verdicts).reduce(
    (sum, { rejectedBy }) => sum + rejectedBy.length,
    0,
  );
  return [
    { name: "overview", label: "Overview" },
    { name: "reply", label: "Reply" },
    { name: "files", label: "Files", ...counted(node.changedFiles) },
    { name: "build", label: "Build", ...counted(step?.refusals.length ?? 0) },
    { name: "page", label: "Page", ...counted(pageProblems(step)) },
    { name: "feedback", label: "Feedback" },
    { name: "gui", label: "GUI test", ...counted(step?.guiTest?.turns.length ?? 0) },
    { name: "judges", label: "Judges" },
    { name: "calls", label: "Calls", ...counted(callsOfStep(view.calls, node.step).length) },
    { name: "rules", label: "Rules", ...counted(rejecting) },
    { name: "rows", label: "Dataset rows", ...counted(view.datasetRows.length) },
  ];
}

/** Nothing to count is not told. */
function counted(count: number): { count?: number } {
  return count === 0 ? {} : { count };
}

function pageProblems(step: StepView | null): number {
  const page = step?.page;
  if (page === null || page === undefined) return 0;
  const { consoleErrors, exceptions, failedRequests, dialogs, blockedHosts } = page;
  return [consoleErrors, exceptions, failedRequests, dialogs, blockedHosts].reduce(
    (sum, list) => sum + list.length,
    0,
  );
}
