import { continuationOf, type TreeCell, type TreeLayout } from "./lay-out-tree.ts";

export type WalkKey = "ArrowLeft" | "ArrowRight" | "ArrowUp" | "ArrowDown" | "Home" | "End";

/**
 * The step that a key leads to: left and right walk the path that the step is on, up and down go to the branch above
 * or below, Home to the path's start, End to the chosen step (without one, to the last). The step itself where there is
 * nothing that way.
 */
export function walkTree(layout: TreeLayout, step: number, key: WalkKey): number {
  const cells = new Map(layout.cells.map((cell) => [cell.step, cell]));
  const here = cells.get(step);
  if (here === undefined) return layout.cells[0]?.step ?? step;
  switch (key) {
    case "ArrowLeft":
      return here.parent ?? step;
    case "ArrowRight":
      return continuationOf(here, cells)?.step ?? step;
    case "ArrowUp":
      return nearestOnBranch(layout, here, -1)?.step ?? step;
    case "ArrowDown":
      return nearestOnBranch(layout, here, 1)?.step ?? step;
    case "Home":
      return startOf(here, cells).step;
    case "End":
      return (layout.cells.find(({ isChosen }) => isChosen) ?? layout.cells.at(-1))?.step ?? step;
  }
}

export function isWalkKey(key: string): key is WalkKey {
  return ["ArrowLeft", "ArrowRight", "ArrowUp", "ArrowDown", "Home", "End"].includes(key);
}

/** The step of the next lane whose path is as long; of several the one recorded nearest. */
function nearestOnBranch(layout: TreeLayout, here: TreeCell, direction: -1 | 1): TreeCell | undefined {
  const lane = here.lane + direction;
  const [nearest] = layout.cells
    .filter((cell) => cell.lane === lane)
    .toSorted((a, b) => distance(a, here) - distance(b, here));
  return nearest;
}

function distance(cell: TreeCell, here: TreeCell): number {
  return Math.abs(cell.depth - here.depth) * 1_000 + Math.abs(cell.column - here.column);
}

function startOf(here: TreeCell, cells: ReadonlyMap<number, TreeCell>): TreeCell {
  let at = here;
  for (;;) {
    const parent = at.parent === null ? undefined : cells.get(at.parent);
    if (parent === undefined) return at;
    at = parent;
  }
}
