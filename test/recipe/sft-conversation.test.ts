import { describe, expect, it } from "vitest";
import { sftConversation } from "../../pipeline/recipe/sft-conversation.ts";
import { buildTrajectory, type PlannedStep } from "../support/trajectory-builder.ts";

const plain = { maskErrorSteps: false, includeFinish: false };
const code = (reply: string, parts: PlannedStep = {}): PlannedStep => ({
  reply,
  feedback: `f(${reply})`,
  ...parts,
});

/** chosen step, shape, contents after system prompt and instruction, loss mask */
type Case = [string, PlannedStep[], number, typeof plain, string[], number[]];

describe("sftConversation", () => {
  it.each<Case>([
    ["one step ends with its reply", [code("a")], 0, plain, ["a"], [0, 0, 1]],
    [
      "the path to the chosen step",
      [code("a"), code("b"), code("c")],
      1,
      plain,
      ["a", "f(a)", "b"],
      [0, 0, 1, 0, 1],
    ],
    [
      "nothing of a branch that was left",
      [code("a"), code("bad", { isError: true }), code("b", { parent: 0 })],
      2,
      plain,
      ["a", "f(a)", "b"],
      [0, 0, 1, 0, 1],
    ],
    ["a new start alone", [code("a"), code("b", { parent: null })], 1, plain, ["b"], [0, 0, 1]],
    [
      "error steps stay trained on",
      [code("a", { isError: true }), code("b")],
      1,
      plain,
      ["a", "f(a)", "b"],
      [0, 0, 1, 0, 1],
    ],
    [
      "error steps masked",
      [code("a", { isError: true }), code("b")],
      1,
      { ...plain, maskErrorSteps: true },
      ["a", "f(a)", "b"],
      [0, 0, 0, 0, 1],
    ],
    [
      "a reply that says nothing is context",
      [code(" \n", { isError: true }), code("b")],
      1,
      plain,
      [" \n", "f( \n)", "b"],
      [0, 0, 0, 0, 1],
    ],
    ["a finish reply left out", [code("a"), { kind: "finish", reply: "done" }], 0, plain, ["a"], [0, 0, 1]],
    [
      "a finish reply after the chosen step, its feedback between",
      [code("a"), { kind: "finish", reply: "done" }],
      0,
      { ...plain, includeFinish: true },
      ["a", "f(a)", "done"],
      [0, 0, 1, 0, 1],
    ],
    [
      "a finish reply that follows another step does not belong to it",
      [code("a"), code("b"), { kind: "finish", reply: "done" }],
      0,
      { ...plain, includeFinish: true },
      ["a"],
      [0, 0, 1],
    ],
  ])("%s", (_, steps, chosen, shape, contents, mask) => {
    const { trajectory, blobs } = buildTrajectory({ steps, chosen, systemPrompt: "S", instruction: "I" });
    const conversation = sftConversation(trajectory, blobs, shape);
    expect(conversation?.messages).toEqual([
      { role: "system", content: "S" },
      { role: "user", content: "I" },
      ...contents.map((content, at) => ({ role: at % 2 === 0 ? "assistant" : "user", content })),
    ]);
    expect(conversation?.lossMask).toEqual(mask);
    expect(conversation?.steps).toBe((contents.length + 1) / 2);
  });

  const scored = (screenshot: number | null, parts: PlannedStep = {}): PlannedStep =>
    code("c", { screenshot, ...parts });
  const tested = (gui: number | null): PlannedStep => ({ ...scored(3), kind: "gui-test", gui });

  it.each<[string, PlannedStep[], number[]]>([
    ["each better than all before", [scored(1), scored(3), scored(4)], [1, 1, 1]],
    ["as good as one before", [scored(3), scored(1), scored(3), scored(4)], [1, 0, 0, 1]],
    ["a first step that was not measured", [scored(null), scored(1)], [0, 1]],
    ["a blank page is better than nothing", [scored(0)], [1]],
    ["a GUI test that finds more working", [scored(3), tested(2), scored(3), tested(4)], [1, 1, 1, 1]],
    ["a mended site that tests no better", [scored(3), tested(4), scored(3), tested(4)], [1, 1, 0, 0]],
    ["a test that broke down", [scored(3), tested(null)], [1, 0]],
    ["a malformed reply", [{ ...scored(5), kind: "malformed" }, scored(3, { screenshot: 3 })], [0, 0]],
    ["the finish", [scored(3), { kind: "finish", reply: "done" }], [1, 1]],
  ])("trains only on steps that raised a score: %s", (_, steps, masks) => {
    const chosen = steps.length - (steps.at(-1)?.kind === "finish" ? 2 : 1);
    const { trajectory, blobs } = buildTrajectory({ steps, chosen });
    const shape = { maskErrorSteps: false, includeFinish: true, maskFlatSteps: true };
    const conversation = sftConversation(trajectory, blobs, shape);
    expect(conversation?.lossMask).toEqual([0, ...masks.flatMap((mask) => [0, mask])]);
  });

  it("makes nothing of a trajectory that chose no step", () => {
    const { trajectory, blobs } = buildTrajectory({ steps: [], chosen: null });
    expect(sftConversation(trajectory, blobs, plain)).toBeNull();
  });
});
