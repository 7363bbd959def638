import { pathTo, type TrajectoryNode } from "../../../pipeline/run/trajectory.ts";
import type { CallView, NodeView, TrajectoryView } from "../views/trajectory-view.ts";
import { callViews, costOfStep } from "./call-views.ts";
import type { OpenedTrajectory } from "./open-trajectory.ts";
import { compareSnapshots, snapshotRefs } from "./site-snapshot.ts";

/** What the run folder knows of a trajectory beside its journal. */
export type BesideTrajectory = Pick<TrajectoryView, "row" | "verdicts" | "datasetRows" | "samples">;

/** A trajectory as it happened, without its texts. Pure. */
export function viewTrajectory(opened: OpenedTrajectory, beside: BesideTrajectory): TrajectoryView {
  const { trajectory, events, problems } = opened;
  const nodes = trajectory?.nodes ?? [];
  const calls = callViews(events);
  const committedAt = new Map(
    events.flatMap((event): [number, string][] =>
      event.event === "step-committed" ? [[event.node.step, event.at]] : [],
    ),
  );
  const { chosen } = beside.row;
  return {
    row: beside.row,
    systemPrompt: trajectory?.opened.systemPrompt ?? null,
    guiTest: trajectory?.guiTest ?? null,
    nodes: nodes.map((node) => nodeView(node, { opened, calls, at: committedAt.get(node.step) ?? "" })),
    backtracks: (trajectory?.backtracks ?? []).map(({ afterStep, to, errorSteps }) => ({
      ...{ afterStep, to, errorSteps },
    })),
    retries: (trajectory?.retries ?? []).map(({ step, attempt, error }) => ({ step, attempt, error })),
    chosenPath: chosen === null ? [] : pathTo(nodes, chosen).map(({ step }) => step),
    verdicts: beside.verdicts,
    datasetRows: beside.datasetRows,
    calls,
    samples: beside.samples,
    damage: problems,
  };
}

function nodeView(
  node: TrajectoryNode,
  { opened, calls, at }: { opened: OpenedTrajectory; calls: readonly CallView[]; at: string },
): NodeView {
  const { files: manifest, ...rest } = node;
  const { blobs, trajectory } = opened;
  const files = snapshotRefs(manifest, blobs) ?? new Map<string, string>();
  const parent = node.parent === null ? undefined : trajectory?.nodes[node.parent];
  const before = parent === undefined ? null : snapshotRefs(parent.files, blobs);
  const compared = compareSnapshots(files, before ?? new Map(), blobs);
  return {
    ...rest,
    at,
    fileCount: files.size,
    changedFiles: compared.filter(({ change }) => change !== "same").length,
    costUsd: costOfStep(calls, node.step),
  };
}
