/** What the layout goes by. A node's place in the list is the order of recording. */
export interface TreeNode {
  step: number;
  parent: number | null;
}

export interface TreeEvents {
  backtracks: readonly { afterStep: number; to: number | null; errorSteps: number }[];
  retries: readonly { step: number; attempt: number; error: string }[];
  /** Steps from the start to the chosen one. */
  chosenPath: readonly number[];
}

/**
 * Where the steps of a trajectory stand: a column for each step in the order of recording, a lane for each branch.
 * Lane 0 belongs to the chosen path alone; a lane below is used again once its branch has ended.
 */
export interface TreeLayout {
  cells: TreeCell[];
  links: TreeLink[];
  backtracks: TreeBacktrack[];
  lanes: number;
}

export interface TreeCell {
  step: number;
  parent: number | null;
  /** In the order in which they were recorded. */
  children: number[];
  column: number;
  lane: number;
  /** Steps before it on its path. */
  depth: number;
  onChosenPath: boolean;
  /** The end of the chosen path. */
  isChosen: boolean;
  /** A new start from the instruction, after the first. */
  isRestart: boolean;
  /** Why it was begun again, each time. */
  retries: string[];
}

/** From a step to one that continues it. `branches`: another step continues it in its own lane. */
export interface TreeLink {
  from: number;
  to: number;
  kind: "continues" | "branches";
  onChosenPath: boolean;
}

export interface TreeBacktrack {
  afterStep: number;
  /** null: to the instruction. */
  to: number | null;
  errorSteps: number;
  /** What was recorded next; null: nothing was. */
  next: number | null;
}

export function layOutTree(nodes: readonly TreeNode[], events: TreeEvents): TreeLayout {
  const chosen = new Set(events.chosenPath);
  const end = events.chosenPath.at(-1);
  const cells = new Map<number, TreeCell>();
  for (const [column, { step, parent: named }] of nodes.entries()) {
    const parent = named === null ? undefined : cells.get(named);
    parent?.children.push(step);
    cells.set(step, {
      step,
      // a damaged journal may have lost the step that this one continues
      parent: parent?.step ?? null,
      children: [],
      column,
      lane: 0,
      depth: parent === undefined ? 0 : parent.depth + 1,
      onChosenPath: chosen.has(step),
      isChosen: step === end,
      isRestart: named === null && column > 0,
      retries: events.retries.filter((retry) => retry.step === step).map(({ error }) => error),
    });
  }
  const laid = [...cells.values()];
  const lanes = assignLanes(laid, cells);
  return {
    cells: laid,
    links: laid.flatMap((cell) => linkTo(cell, cells)),
    backtracks: events.backtracks.map((backtrack) => ({
      ...backtrack,
      next: nextAfter(laid, backtrack.afterStep),
    })),
    lanes,
  };
}

/** The step that goes on in a step's own lane: the one on the chosen path, else the first. */
export function continuationOf(cell: TreeCell, cells: ReadonlyMap<number, TreeCell>): TreeCell | undefined {
  const children = cell.children.flatMap((step) => cells.get(step) ?? []);
  return children.find(({ onChosenPath }) => onChosenPath) ?? children[0];
}

/** Gives each branch, from where it leaves to its last step, the first lane that is free for so long. */
function assignLanes(laid: readonly TreeCell[], cells: ReadonlyMap<number, TreeCell>): number {
  const takenUntil: number[] = [];
  const mainStart = laid.find(({ onChosenPath, parent }) => onChosenPath && parent === null) ?? laid[0];
  for (const start of laid) {
    const parent = start.parent === null ? undefined : cells.get(start.parent);
    if (parent !== undefined && continuationOf(parent, cells) === start) continue;
    const branch = branchFrom(start, cells);
    const last = branch.at(-1)?.column ?? start.column;
    const first = parent === undefined ? start.column : parent.column + 1;
    const lane = start === mainStart ? 0 : freeLane(takenUntil, first);
    if (lane > 0) takenUntil[lane] = last;
    for (const cell of branch) cell.lane = lane;
  }
  return laid.reduce((most, { lane }) => Math.max(most, lane + 1), 0);
}

function branchFrom(start: TreeCell, cells: ReadonlyMap<number, TreeCell>): TreeCell[] {
  const branch = [start];
  let next = continuationOf(start, cells);
  while (next !== undefined) {
    branch.push(next);
    next = continuationOf(next, cells);
  }
  return branch;
}

function freeLane(takenUntil: readonly number[], from: number): number {
  let lane = 1;
  while ((takenUntil[lane] ?? -1) >= from) lane++;
  return lane;
}

function linkTo(cell: TreeCell, cells: ReadonlyMap<number, TreeCell>): TreeLink[] {
  const parent = cell.parent === null ? undefined : cells.get(cell.parent);
  if (parent === undefined) return [];
  return [
    {
      from: parent.step,
      to: cell.step,
      kind: parent.lane === cell.lane ? "continues" : "branches",
      onChosenPath: parent.onChosenPath && cell.onChosenPath,
    },
  ];
}

function nextAfter(laid: readonly TreeCell[], step: number): number | null {
  const at = laid.findIndex((cell) => cell.step === step);
  return at === -1 ? null : (laid[at + 1]?.step ?? null);
}
