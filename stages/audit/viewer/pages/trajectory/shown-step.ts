import type { NodeView, TrajectoryView } from "../../../views/trajectory-view.ts";
import type { RouteQuery } from "../../route/route.ts";

/** The step that a tab is about, and where it belongs. */
export interface ShownStep {
  run: string;
  view: TrajectoryView;
  node: NodeView;
  query: RouteQuery;
}
