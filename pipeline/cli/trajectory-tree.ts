import type { BlobReader, Trajectory, TrajectoryNode } from "../run/trajectory.ts";

/**
 * A trajectory as a tree in text: branches indented under the step they continue, with what made the agent leave them;
 * steps begun again after a failure; the chosen step marked.
 */
export function formatTree(trajectory: Trajectory, blobs: BlobReader): string {
  const { opened, nodes, sealed } = trajectory;
  const unfinished = retryNotes(trajectory, nodes.length);
  return [
    `${opened.trajectoryId}${opened.label === null ? "" : ` (${opened.label})`}`,
    blobs.text(opened.instruction),
    "",
    ...branchLines(trajectory, null, ""),
    ...(unfinished.length === 0 ? [] : [`${nodes.length} not done yet`, ...unfinished]),
    sealed === null
      ? "still being recorded"
      : `${sealed.outcome}, chosen step ${sealed.chosen ?? "none"}${sealed.reason === null ? "" : `: ${sealed.reason}`}`,
  ].join("\n");
}

/** A single continuation stays in its column; where steps branch off, each branch gets a column of its own. */
function branchLines(trajectory: Trajectory, parent: number | null, indent: string): string[] {
  const children = trajectory.nodes.filter((node) => node.parent === parent);
  return children.flatMap((node, index) => {
    const isLast = index === children.length - 1;
    const branches = children.length > 1;
    const head = branches ? `${indent}${isLast ? "└─ " : "├─ "}` : indent;
    const below = branches ? `${indent}${isLast ? "   " : "│  "}` : indent;
    const notes = [...retryNotes(trajectory, node.step), ...leavingNotes(trajectory, node.step)];
    return [
      `${head}${nodeLine(node, trajectory.sealed?.chosen ?? null)}`,
      ...notes.map((note) => `${below}${note}`),
      ...branchLines(trajectory, node.step, below),
    ];
  });
}

function nodeLine(node: TrajectoryNode, chosen: number | null): string {
  const scores = `screenshot ${node.screenshot.value ?? node.screenshot.status}, GUI ${node.gui.value ?? node.gui.status}`;
  const failed = node.isError ? `  failed: ${node.errorStages.join(", ")}` : "";
  const warnings = node.warnings.length > 0 ? `  (${node.warnings.join("; ")})` : "";
  return `${node.step} ${node.kind.padEnd(8)}  ${scores}${failed}${node.step === chosen ? "  <- chosen" : ""}${warnings}`;
}

function retryNotes({ retries }: Trajectory, step: number): string[] {
  return retries
    .filter((retry) => retry.step === step)
    .map(({ attempt, error }) => `    begun again (${attempt}): ${error}`);
}

function leavingNotes({ backtracks }: Trajectory, step: number): string[] {
  return backtracks
    .filter(({ afterStep }) => afterStep === step)
    .map(({ to, errorSteps }) =>
      to === null
        ? `    ${errorSteps} error steps, no good step: restart from the instruction`
        : `    ${errorSteps} error steps: back to step ${to}`,
    );
}
