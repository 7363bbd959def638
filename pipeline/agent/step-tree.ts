import { isAtLeast, rankValue, type Score } from "../judge/score.ts";
import type { Trajectory, TrajectoryNode } from "../run/trajectory.ts";

/** How steps are ranked. */
export interface Ranking {
  /** A score that was not measured counts as 0, as published, and not as lower than any. Default: false. */
  unmeasuredIsZero?: boolean;
}

export interface TreeLimits extends Ranking {
  /** Error steps in a row before going back, the paper's error_limit. */
  errorLimit: number;
  /** Assistant replies in all, the paper's max_iter. */
  maxSteps: number;
}

/** A valid node's screenshot score is at least this (WebGen-Agent, "Backtracking and select-best"). */
const validScreenshotScore = 3;

/** What the agent does next. Pure in the journal, so that a resumed trajectory goes on as it would have gone. */
export type Move =
  /** ask the teacher; the reply continues `parent` (null: the instruction alone) */
  | { kind: "step"; step: number; parent: number | null }
  | { kind: "backtrack"; afterStep: number; to: number | null; errorSteps: number }
  | { kind: "end"; outcome: "finished" | "step-limit"; chosen: number | null };

export function nextMove(trajectory: Pick<Trajectory, "nodes" | "backtracks">, limits: TreeLimits): Move {
  const { nodes, backtracks } = trajectory;
  const last = nodes.at(-1);
  if (last?.kind === "finish") return { kind: "end", outcome: "finished", chosen: selectBest(nodes, limits) };
  if (nodes.length >= limits.maxSteps)
    return { kind: "end", outcome: "step-limit", chosen: selectBest(nodes, limits) };
  if (last === undefined) return { kind: "step", step: 0, parent: null };
  const backtrack = backtracks.at(-1);
  if (backtrack?.afterStep === last.step) return { kind: "step", step: nodes.length, parent: backtrack.to };
  const errorSteps = trailingErrors(nodes, backtrack?.afterStep ?? -1);
  if (errorSteps >= limits.errorLimit) {
    return { kind: "backtrack", afterStep: last.step, to: bestOf(nodes.filter(isValid), limits), errorSteps };
  }
  return { kind: "step", step: nodes.length, parent: last.step };
}

/** The node whose files are the website: the best valid one, else the best of all; null when nothing was built. */
export function selectBest(nodes: readonly TrajectoryNode[], ranking: Ranking = {}): number | null {
  const built = nodes.filter((node) => node.kind === "code" || node.kind === "gui-test");
  return bestOf(nodes.filter(isValid), ranking) ?? bestOf(built, ranking);
}

/** A finish mark ends the trajectory and is no state of the website. */
function isValid(node: TrajectoryNode): boolean {
  return node.kind !== "finish" && !node.isError && isAtLeast(node.screenshot, validScreenshotScore);
}

/** Highest GUI score, then highest screenshot score, then latest. */
function bestOf(nodes: readonly TrajectoryNode[], { unmeasuredIsZero = false }: Ranking): number | null {
  const rank = (score: Score): number => (unmeasuredIsZero ? (score.value ?? 0) : rankValue(score));
  const ranked = nodes.toSorted(
    (a, b) =>
      compare(rank(b.gui), rank(a.gui)) || compare(rank(b.screenshot), rank(a.screenshot)) || b.step - a.step,
  );
  return ranked[0]?.step ?? null;
}

function trailingErrors(nodes: readonly TrajectoryNode[], afterStep: number): number {
  let count = 0;
  for (let at = nodes.length - 1; at > afterStep && nodes[at]?.isError === true; at--) count++;
  return count;
}

/** Subtraction would turn two unmeasured scores, both -Infinity, into NaN. */
function compare(a: number, b: number): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
