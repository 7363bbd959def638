import { describe, expect, test } from "vitest";
import { nextMove, selectBest } from "../../pipeline/agent/step-tree.ts";
import type { Trajectory, TrajectoryNode } from "../../pipeline/run/trajectory.ts";
import { buildNode, score } from "../support/node-builder.ts";

const limits = { errorLimit: 3, maxSteps: 10 };

/** "3" a code step with that screenshot score, "3!" the same as an error step, "g4" a GUI test, "x" malformed, "f" finish. */
function tree(text: string): TrajectoryNode[] {
  return text.split(" ").map((token, step) => {
    const isError = token.endsWith("!") || token === "x";
    const previous = step > 0 ? text.split(" ")[step - 1] : undefined;
    if (token === "f") return buildNode(step, { kind: "finish" });
    if (token === "x") return buildNode(step, { kind: "malformed", isError });
    if (token.startsWith("g")) {
      const screenshot = score(Number.parseInt(previous?.replace(/\D/g, "") ?? "", 10));
      return buildNode(step, {
        kind: "gui-test",
        screenshot,
        gui: score(Number.parseInt(token.slice(1), 10)),
        isError,
      });
    }
    const value = Number.parseInt(token, 10);
    return buildNode(step, { screenshot: score(Number.isNaN(value) ? null : value), isError });
  });
}

describe("select-best", () => {
  const cases: [nodes: string, chosen: number | null, why: string][] = [
    ["3", 0, "the only one"],
    ["3 4", 1, "higher screenshot score"],
    ["4 3", 0, "higher screenshot score, though earlier"],
    ["3 3", 1, "the latest of equals"],
    ["3 g2 5", 1, "any GUI score before any screenshot score"],
    ["3 g4 3 g3", 1, "higher GUI score"],
    ["3 g4 4 g4", 3, "equal GUI score, higher screenshot score"],
    ["5! 3", 1, "an error step is not valid"],
    ["2! 1!", 0, "none is valid: the best of all"],
    ["-! -!", 1, "nothing measured: the latest"],
    ["0! -!", 0, "measured 0 is better than unmeasured"],
    ["3 g4 f", 1, "a finish mark is no state of the site"],
    ["x x", null, "nothing was built"],
    ["2 4", 1, "a score of 2 is not valid even without an error"],
  ];
  test.each(cases)("%s -> %s (%s)", (nodes, chosen) => expect(selectBest(tree(nodes))).toBe(chosen));
});

describe("what the agent does next", () => {
  const move = (text: string, backtracks: Partial<Trajectory["backtracks"][number]>[] = []) =>
    nextMove(
      { nodes: text === "" ? [] : tree(text), backtracks: backtracks as Trajectory["backtracks"] },
      limits,
    );

  test("begins from the instruction", () =>
    expect(move("")).toEqual({ kind: "step", step: 0, parent: null }));
  test("continues the last step", () => expect(move("3 1!")).toEqual({ kind: "step", step: 2, parent: 1 }));
  test("ends at a finish mark", () =>
    expect(move("3 g4 f")).toEqual({ kind: "end", outcome: "finished", chosen: 1 }));
  test("ends at the step limit", () =>
    expect(move("3 3 3 3 3 3 3 3 3 3")).toEqual({ kind: "end", outcome: "step-limit", chosen: 9 }));
  test("goes back to the best valid node after a run of errors", () =>
    expect(move("4 3 1! 1! x")).toEqual({ kind: "backtrack", afterStep: 4, to: 0, errorSteps: 3 }));
  test("starts over when there is no valid node", () =>
    expect(move("1! 1! 1!")).toEqual({ kind: "backtrack", afterStep: 2, to: null, errorSteps: 3 }));
  test("two errors are not enough, nor are three with a good step between", () => {
    expect(move("4 1! 1!").kind).toBe("step");
    expect(move("4 1! 1! 3 1!").kind).toBe("step");
  });
  test("continues from where it went back to", () =>
    expect(move("4 1! 1! 1!", [{ afterStep: 3, to: 0 }])).toEqual({ kind: "step", step: 4, parent: 0 }));
  test("errors before a backtrack are not counted again", () => {
    expect(move("4 1! 1! 1! 1!", [{ afterStep: 3, to: 0 }]).kind).toBe("step");
    expect(move("4 1! 1! 1! 1! 1! 1!", [{ afterStep: 3, to: 0 }])).toEqual({
      kind: "backtrack",
      afterStep: 6,
      to: 0,
      errorSteps: 3,
    });
  });
});
