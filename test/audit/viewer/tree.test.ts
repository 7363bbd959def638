import { expect, test } from "vitest";
import {
  layOutTree,
  type TreeEvents,
  type TreeLayout,
} from "../../../stages/audit/viewer/tree/lay-out-tree.ts";
import { type WalkKey, walkTree } from "../../../stages/audit/viewer/tree/walk-tree.ts";

/** Each step's parent. */
function treeOf(parents: readonly (number | null)[], events: Partial<TreeEvents> = {}): TreeLayout {
  return layOutTree(
    parents.map((parent, step) => ({ step, parent })),
    { backtracks: [], retries: [], chosenPath: [], ...events },
  );
}

test.each<[string, (number | null)[], number[], number[], number]>([
  ["nothing recorded", [], [], [], 0],
  ["one step", [null], [0], [0], 1],
  ["a path", [null, 0, 1, 2], [0, 1, 2], [0, 0, 0, 0], 1],
  ["a dead branch below the chosen path", [null, 0, 1, 2, 0, 4], [0, 4, 5], [0, 1, 1, 1, 0, 0], 2],
  ["a chosen path that later steps left", [null, 0, 1, 0, 3], [0, 1, 2], [0, 0, 0, 1, 1], 2],
  [
    "a lane is used again once its branch has ended",
    [null, 0, 0, 2, 2, 4],
    [0, 2, 4, 5],
    [0, 1, 0, 1, 0, 0],
    2,
  ],
  ["branches at the same time", [null, 0, 1, 0, 2, 0], [0, 5], [0, 1, 1, 2, 1, 0], 3],
  ["a new start that was chosen", [null, 0, 1, null, 3], [3, 4], [1, 1, 1, 0, 0], 2],
  ["a new start that was not chosen", [null, 0, null, 2], [0, 1], [0, 0, 1, 1], 2],
  ["nothing chosen: the first branch leads", [null, 0, 0], [], [0, 0, 1], 2],
])("lanes: %s", (_, parents, chosenPath, lanes, count) => {
  const layout = treeOf(parents, { chosenPath });
  expect(layout.cells.map(({ lane }) => lane)).toEqual(lanes);
  expect(layout.cells.map(({ column }) => column)).toEqual(parents.map((_, at) => at));
  expect(layout.lanes).toBe(count);
});

test("a tree tells its chosen path, restarts, retries, backtracks and links", () => {
  const layout = treeOf([null, 0, 0, null], {
    chosenPath: [0, 2],
    backtracks: [
      { afterStep: 1, to: 0, errorSteps: 1 },
      { afterStep: 3, to: null, errorSteps: 2 },
    ],
    retries: [
      { step: 2, attempt: 1, error: "the browser ended" },
      { step: 2, attempt: 2, error: "the browser ended again" },
    ],
  });
  expect(layout.cells.map((cell) => [cell.depth, cell.onChosenPath, cell.isChosen, cell.isRestart])).toEqual([
    [0, true, false, false],
    [1, false, false, false],
    [1, true, true, false],
    [0, false, false, true],
  ]);
  expect(layout.cells[2]?.retries).toEqual(["the browser ended", "the browser ended again"]);
  expect(layout.links).toEqual([
    { from: 0, to: 1, kind: "branches", onChosenPath: false },
    { from: 0, to: 2, kind: "continues", onChosenPath: true },
  ]);
  expect(layout.backtracks.map(({ next }) => next)).toEqual([2, null]);
});

test("a step whose parent was lost starts a branch of its own", () => {
  const layout = layOutTree(
    [
      { step: 4, parent: 3 },
      { step: 5, parent: 4 },
    ],
    { backtracks: [], retries: [], chosenPath: [5] },
  );
  expect(layout.cells.map(({ parent, depth, lane }) => [parent, depth, lane])).toEqual([
    [null, 0, 0],
    [4, 1, 0],
  ]);
});

const branched = treeOf([null, 0, 1, 2, 0, 4, null], { chosenPath: [0, 4, 5] });

test.each<[number, WalkKey, number]>([
  [0, "ArrowRight", 4],
  [4, "ArrowRight", 5],
  [5, "ArrowRight", 5],
  [5, "ArrowLeft", 4],
  [1, "ArrowLeft", 0],
  [0, "ArrowLeft", 0],
  [4, "ArrowDown", 1],
  [5, "ArrowDown", 2],
  [2, "ArrowUp", 5],
  [0, "ArrowUp", 0],
  [3, "Home", 0],
  [6, "Home", 6],
  [1, "End", 5],
  [6, "ArrowUp", 0],
  [99, "ArrowLeft", 0],
])("from step %i, %s leads to %i", (step, key, to) => {
  expect(walkTree(branched, step, key)).toBe(to);
});
