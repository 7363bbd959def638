import type { BlobReader, Trajectory, TrajectoryNode } from "../run/trajectory.ts";

/** A trajectory as a tree in text: branches indented under the step they continue, the chosen step marked. */
export function formatTree(trajectory: Trajectory, blobs: BlobReader): string {
  const { opened, nodes, sealed, backtracks } = trajectory;
  const lines = [
    `${opened.trajectoryId}${opened.label === null ? "" : ` (${opened.label})`}`,
    blobs.text(opened.instruction),
    "",
    ...branchLines(nodes, null, sealed?.chosen ?? null, ""),
  ];
  for (const { afterStep, to, errorSteps } of backtracks) {
    lines.push(
      `backtrack after step ${afterStep}: ${errorSteps} error steps, back to ${to === null ? "the instruction" : `step ${to}`}`,
    );
  }
  lines.push(
    sealed === null ? "still being recorded" : `${sealed.outcome}, chosen step ${sealed.chosen ?? "none"}`,
  );
  return lines.join("\n");
}

/** A single continuation stays in its column; where steps branch off, each branch gets a column of its own. */
function branchLines(
  nodes: readonly TrajectoryNode[],
  parent: number | null,
  chosen: number | null,
  indent: string,
): string[] {
  const children = nodes.filter((node) => node.parent === parent);
  return children.flatMap((node, index) => {
    const isLast = index === children.length - 1;
    const branches = children.length > 1;
    const head = branches ? `${indent}${isLast ? "└─ " : "├─ "}` : indent;
    const below = branches ? `${indent}${isLast ? "   " : "│  "}` : indent;
    return [`${head}${nodeLine(node, chosen)}`, ...branchLines(nodes, node.step, chosen, below)];
  });
}

function nodeLine(node: TrajectoryNode, chosen: number | null): string {
  const scores = `screenshot ${node.screenshot.value ?? node.screenshot.status}, GUI ${node.gui.value ?? node.gui.status}`;
  const failed = node.isError ? `  failed: ${node.errorStages.join(", ")}` : "";
  const warnings = node.warnings.length > 0 ? `  (${node.warnings.join("; ")})` : "";
  return `${node.step} ${node.kind.padEnd(8)}  ${scores}${failed}${node.step === chosen ? "  <- chosen" : ""}${warnings}`;
}
