import type { RunReader } from "../../../pipeline/run/run-reader.ts";

export type TrajectoryTree = Awaited<ReturnType<typeof treeOf>>;

/** All of a trajectory but what is bound to differ: times, and the serial numbers of answers. */
export async function treeOf(reader: RunReader, id: string) {
  const { trajectory, blobs } = await reader.openTrajectory(id);
  const { nodes, backtracks, retries, guiTest, sealed } = trajectory;
  const textOf = (ref: string | null): string | null => (ref === null ? null : blobs.text(ref));
  return {
    nodes: nodes.map(({ timings: _t, usage: _u, guiTest: transcript, screenshot, gui, ...node }) => ({
      ...node,
      screenshot: screenshot.value,
      gui: gui.value,
      feedback: textOf(node.feedback),
      siteReport: textOf(node.siteReport),
      transcript: textOf(transcript)?.replaceAll(/"exchange":"[^"]*"/g, ""),
    })),
    backtracks: backtracks.map(({ afterStep, to, errorSteps }) => ({ afterStep, to, errorSteps })),
    retries: retries.map(({ step, error }) => ({ step, error })),
    guiTest: textOf(guiTest),
    sealed: sealed === null ? undefined : { outcome: sealed.outcome, chosen: sealed.chosen },
  };
}
