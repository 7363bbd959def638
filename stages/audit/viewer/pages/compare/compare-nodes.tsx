import { addresses } from "../../../views/addresses.ts";
import type { NodeView, StepView, TrajectoryView } from "../../../views/trajectory-view.ts";
import { type Loaded, readyValue } from "../../data/loaded.ts";
import { useData } from "../../data/use-data.ts";
import { Empty, Failed, Loading } from "../../kit/states.tsx";
import { Link } from "../../route/link.tsx";
import type { RouteQuery } from "../../route/route.ts";
import { describeStep } from "../trajectory/step-words.ts";
import type { CompareSide } from "./compare-sides.ts";
import { ComparedPictures } from "./compared-pictures.tsx";
import { ComparedScores } from "./compared-scores.tsx";
import { ComparedSites } from "./compared-sites.tsx";

/** A side whose trajectory is known. */
export interface NodeSide extends CompareSide {
  id: string;
}

/** A side with its data. */
export interface ShownSide {
  side: NodeSide;
  view: TrajectoryView;
  node: NodeView;
  /** null while it loads. */
  step: StepView | null;
  /** `A: step 3 of i-000004.0` */
  name: string;
  /** null: it has no screenshot. */
  picture: string | null;
  alt: string;
}

interface CompareNodesProps {
  a: NodeSide;
  b: NodeSide;
  query: RouteQuery;
}

/** Two steps by picture, scores and files. */
export function CompareNodes({ a, b, query }: CompareNodesProps) {
  const [left, right] = [useSide(a, "A"), useSide(b, "B")];
  for (const side of [left, right]) {
    if (side.state === "loading") return <Loading what="the two sides" />;
    if (side.state === "failed") return <Failed title="One side cannot be shown." problem={side.problem} />;
  }
  const [shownA, shownB] = [readyValue(left), readyValue(right)];
  if (shownA === null || shownB === null) return <Empty title="There is nothing to compare." />;
  const isReady = shownA.step !== null && shownB.step !== null;
  return (
    <div class="compare-nodes" data-ready={isReady ? "" : undefined}>
      {shownA.view.row.instruction !== shownB.view.row.instruction && (
        <p class="compare-warning">
          <span class="tag warn">two instructions</span> A and B were asked for different sites.
        </p>
      )}
      <p class="trajectory-instruction">{shownA.view.row.instruction}</p>
      <ComparedPictures a={shownA} b={shownB} query={query} />
      <ComparedScores a={shownA} b={shownB} />
      <ComparedSites a={shownA} b={shownB} query={query} />
    </div>
  );
}

/** The data of one side. Its texts may come later than its picture. */
function useSide(side: NodeSide, letter: string): Loaded<ShownSide> {
  const loaded = useData<TrajectoryView>(addresses.trajectory(side.run, side.id));
  const view = readyValue(loaded);
  const number = side.step ?? view?.row.chosen ?? view?.nodes.at(-1)?.step;
  const node = view?.nodes.find(({ step }) => step === number);
  const step = useData<StepView>(node === undefined ? null : addresses.step(side.run, side.id, node.step));
  if (loaded.state === "failed") return loaded;
  if (view === null) return { state: "loading" };
  if (node === undefined)
    return { state: "failed", problem: `Trajectory ${side.id} has no step ${number ?? "that was chosen"}.` };
  const { screenshotImage } = node;
  return {
    state: "ready",
    value: {
      side,
      view,
      node,
      step: readyValue(step),
      name: `${letter}: step ${node.step} of ${side.id}`,
      picture: screenshotImage === null ? null : addresses.picture(side.run, side.id, screenshotImage),
      alt: `${letter}: ${describeStep(node)}`,
    },
  };
}

/** The way to a side's own page. */
export function SideLink({ shown: { side, node, name } }: { shown: ShownSide }) {
  const { run, id } = side;
  return <Link to={{ page: "trajectory", run, id, query: { step: String(node.step) } }}>{name}</Link>;
}
