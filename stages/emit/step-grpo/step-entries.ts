import { notRun, type Score } from "../../../pipeline/judge/score.ts";
import type { TrajectoryNode } from "../../../pipeline/run/trajectory.ts";
import { keepsFormat } from "./reply-format.ts";

/** One step as Step-GRPO trains on it. */
export interface StepEntry {
  /** The step of the trajectory whose reply is trained. */
  step: number;
  /** Position of the entry that this one continues; null at a start. */
  parent: number | null;
  screenshot: Score;
  gui: Score;
  formatOk: boolean;
}

/**
 * The step entries of a trajectory, all branches, in the order of recording: one per code step; a GUI test fills the
 * GUI score of the latest entry on its path; a validate or finish reply that breaks the format, and a malformed reply,
 * adds an entry of its own (WebGen-Agent, Step-GRPO).
 */
export function stepEntries(
  nodes: readonly TrajectoryNode[],
  replyOf: (node: TrajectoryNode) => string,
): StepEntry[] {
  const entries: StepEntry[] = [];
  const latest = new Map<number, number | null>();
  for (const node of nodes) {
    const parent = node.parent === null ? null : (latest.get(node.parent) ?? null);
    const formatOk = keepsFormat(node.kind, replyOf(node));
    const isEntry = node.kind === "code" || !formatOk;
    if (isEntry) {
      entries.push({
        step: node.step,
        parent,
        screenshot: node.kind === "code" ? node.screenshot : notRun,
        gui: notRun,
        formatOk,
      });
    }
    const at = isEntry ? entries.length - 1 : parent;
    latest.set(node.step, at);
    const entry = at === null ? undefined : entries[at];
    if (node.kind === "gui-test" && node.gui.status !== "not-run" && entry !== undefined)
      entry.gui = node.gui;
  }
  return entries;
}
