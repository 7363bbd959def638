import { useEffect, useMemo, useState } from "preact/hooks";
import { addresses } from "../../../views/addresses.ts";
import type { StepView, TrajectoryView } from "../../../views/trajectory-view.ts";
import { peekData } from "../../data/data-cache.ts";
import { isLive } from "../../data/page-meta.ts";
import { useData } from "../../data/use-data.ts";
import { announce } from "../../kit/announce.tsx";
import { useKeys } from "../../kit/keys.tsx";
import { Empty, Load } from "../../kit/states.tsx";
import { go, setQuery } from "../../route/navigation.ts";
import type { RouteQuery } from "../../route/route.ts";
import { layOutTree, type TreeLayout } from "../../tree/lay-out-tree.ts";
import { walkTree } from "../../tree/walk-tree.ts";
import { compareRoute } from "../compare/compare-sides.ts";
import { Filmstrip } from "./filmstrip.tsx";
import { StepPanel } from "./step-panel.tsx";
import { isTabName, type TabName, tabNames } from "./step-tabs.ts";
import { describeStep } from "./step-words.ts";
import { TrajectoryHeader } from "./trajectory-header.tsx";
import "./trajectory.css";

interface TrajectoryPageProps {
  run: string;
  id: string;
  query: RouteQuery;
}

/** One trajectory as it happened: `?step=N&tab=…`. */
export function TrajectoryPage({ run, id, query }: TrajectoryPageProps) {
  const address = addresses.trajectory(run, id);
  return (
    <Load what={`trajectory ${id}`} address={address} loaded={useData<TrajectoryView>(address)}>
      {(view) => <Trajectory run={run} view={view} query={query} />}
    </Load>
  );
}

interface TrajectoryProps {
  run: string;
  view: TrajectoryView;
  query: RouteQuery;
}

function Trajectory({ run, view, query }: TrajectoryProps) {
  const { id } = view.row;
  const layout = useMemo(() => layOutTree(view.nodes, view), [view]);
  const step = shownStep(view, query.step);
  const tab: TabName = isTabName(query.tab) ? query.tab : "overview";
  const node = view.nodes.find((other) => other.step === step);
  const stepAddress = node === undefined ? null : addresses.step(run, id, node.step);
  const loaded = useData<StepView>(stepAddress);
  const [siteStep, setSiteStep] = useState<number | null>(null);
  const selectStep = (next: number) => {
    if (next === step) return;
    setQuery({ step: String(next), turn: null });
    const at = view.nodes.find((other) => other.step === next);
    if (at !== undefined) announce(describeStep(at));
  };
  const openSite = () => {
    if (!isLive || node === undefined) return;
    setSiteStep(node.step);
    setQuery({ tab: null });
  };
  useStepKeys({ run, view, layout, step, tab, selectStep, openSite });
  useNeighbours(run, { id, layout, step, isReady: loaded.state === "ready" });
  const isReady = stepAddress === null || loaded.state !== "loading";
  return (
    <div class="trajectory" data-view="trajectory" data-ready={isReady ? "" : undefined}>
      <TrajectoryHeader run={run} view={view} step={step} />
      {node === undefined || stepAddress === null ? (
        <Empty title={view.row.status === "recording" ? "No step is recorded yet." : "It has no steps."}>
          {view.row.reason}
        </Empty>
      ) : (
        <>
          <Filmstrip run={run} view={view} layout={layout} selected={node.step} onSelect={selectStep} />
          <StepPanel
            shown={{ run, view, node, query }}
            address={stepAddress}
            loaded={loaded}
            tab={tab}
            isSiteOpen={siteStep === node.step}
            onOpenSite={openSite}
            onCloseSite={() => setSiteStep(null)}
          />
        </>
      )}
    </div>
  );
}

/** The step that is asked for, else the chosen one, else the last. */
function shownStep({ row, nodes }: TrajectoryView, asked: string | undefined): number | null {
  const known = (step: number | null | undefined) => nodes.some((node) => node.step === step);
  const wanted = asked !== undefined && /^\d+$/.test(asked) ? Number(asked) : null;
  if (wanted !== null && known(wanted)) return wanted;
  return row.chosen !== null && known(row.chosen) ? row.chosen : (nodes.at(-1)?.step ?? null);
}

interface StepKeys {
  run: string;
  view: TrajectoryView;
  layout: TreeLayout;
  step: number | null;
  tab: TabName;
  selectStep(step: number): void;
  openSite(): void;
}

function useStepKeys({ run, view, layout, step, tab, selectStep, openSite }: StepKeys): void {
  const walk = (key: "ArrowLeft" | "ArrowRight" | "Home" | "End") => () => {
    if (step !== null) selectStep(walkTree(layout, step, key));
  };
  const turnTab = (by: number) => () => {
    const next = tabNames[(tabNames.indexOf(tab) + by + tabNames.length) % tabNames.length];
    if (next !== undefined) setQuery({ tab: next === "overview" ? null : next });
  };
  useKeys("This trajectory", [
    { key: "ArrowLeft", does: "back along the path", run: walk("ArrowLeft") },
    { key: "ArrowRight", does: "on along the path", run: walk("ArrowRight") },
    // the filmstrip answers to these itself: elsewhere they scroll
    {
      key: "Branch",
      shownAs: "↑ ↓",
      does: "in the filmstrip: the branch above or below",
      run: () => undefined,
    },
    { key: "[", does: "previous tab", run: turnTab(-1) },
    { key: "]", does: "next tab", run: turnTab(1) },
    { key: "b", does: "the chosen step", run: walk("End") },
    {
      key: "c",
      does: "compare with the step before",
      run: () => {
        const parent = view.nodes.find((node) => node.step === step)?.parent;
        if (step === null || parent === null || parent === undefined) return;
        const { id } = view.row;
        go(compareRoute({ run, id, step: parent }, { run, id, step }));
      },
    },
    ...(isLive ? [{ key: "o", does: "open the site", run: openSite }] : []),
  ]);
}

interface Neighbourhood {
  id: string;
  layout: TreeLayout;
  step: number | null;
  isReady: boolean;
}

/** Asks for the steps beside the shown one, so that walking on waits for nothing. */
function useNeighbours(run: string, { id, layout, step, isReady }: Neighbourhood): void {
  useEffect(() => {
    if (!isReady || step === null) return;
    for (const key of ["ArrowRight", "ArrowLeft"] as const) {
      const beside = walkTree(layout, step, key);
      if (beside !== step) peekData(addresses.step(run, id, beside));
    }
  }, [run, id, layout, step, isReady]);
}
