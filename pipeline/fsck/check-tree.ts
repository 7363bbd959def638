import type { Score } from "../judge/score.ts";
import type { Trajectory, TrajectoryNode } from "../run/trajectory.ts";

/** What of a trajectory's tree contradicts itself; empty when nothing does. */
export function checkTree({ nodes, backtracks, sealed }: Trajectory): string[] {
  const wentBack = new Map(backtracks.map(({ afterStep, to }) => [afterStep, to]));
  const problems = nodes.flatMap((node) => [
    ...parentProblems(node, nodes, wentBack.get(node.step - 1)),
    ...scoreProblems(`step ${node.step}, screenshot score`, node.screenshot),
    ...scoreProblems(`step ${node.step}, GUI score`, node.gui),
  ]);
  for (const { afterStep, to } of backtracks) {
    if (nodes[afterStep] === undefined || (to !== null && to > afterStep))
      problems.push(`it went back from step ${afterStep} to step ${to}, which cannot be`);
  }
  if (sealed !== null && sealed.chosen !== null && !isBuilt(nodes[sealed.chosen]))
    problems.push(`the chosen step ${sealed.chosen} holds no website`);
  return problems;
}

/** A step follows the one before, or the step that the agent went back to. */
function parentProblems(
  { step, parent }: TrajectoryNode,
  nodes: readonly TrajectoryNode[],
  wentBackTo: number | null | undefined,
): string[] {
  const expected = wentBackTo === undefined ? (step === 0 ? null : step - 1) : wentBackTo;
  if (parent !== expected) return [`step ${step} follows step ${parent}, expected ${expected}`];
  if (parent !== null && nodes[parent]?.kind === "finish") return [`step ${step} follows a finish mark`];
  return [];
}

function scoreProblems(subject: string, { status, value }: Score): string[] {
  if ((status === "measured") === (value !== null)) return [];
  return [`${subject}: it is ${status}, and its value is ${value}`];
}

function isBuilt(node: TrajectoryNode | undefined): boolean {
  return node?.kind === "code" || node?.kind === "gui-test";
}
