import { describe, expect, it } from "vitest";
import { isCutByLength } from "../../../stages/emit/step-grpo/length-limit.ts";
import { keepsFormat } from "../../../stages/emit/step-grpo/reply-format.ts";
import { buildTrajectory, type PlannedStep } from "../../support/trajectory-builder.ts";
import { uniqueText } from "../../support/unique-text.ts";

const validate = '<boltAction type="screenshot_validated"/>';
const finish = '<boltAction type="finish"/>';
const loop = "the same sentence over and over again, word for word. ".repeat(40);

describe("keepsFormat", () => {
  it.each<[string, Parameters<typeof keepsFormat>[0], string, boolean]>([
    ["a short validation", "gui-test", validate, true],
    ["a short finish", "finish", `All done. ${finish}`, true],
    ["400 characters", "gui-test", validate + uniqueText(400 - validate.length), true],
    ["401 characters", "gui-test", validate + uniqueText(401 - validate.length), false],
    ["401 characters of a finish", "finish", finish + uniqueText(401 - finish.length), false],
    ["an artifact in a validation", "gui-test", `<boltArtifact id="a">${validate}</boltArtifact>`, false],
    ["an artifact in other case", "finish", `<BOLTARTIFACT>${finish}`, false],
    ["a long code reply", "code", uniqueText(5_000), true],
    ["a repetitive code reply", "code", loop, false],
    ["a repetitive validation", "gui-test", validate.repeat(9), false],
    ["nothing that can be used", "malformed", "Sure.", false],
    [
      "long reasoning before a short validation",
      "gui-test",
      `<think>${uniqueText(900)}</think>${validate}`,
      true,
    ],
    ["looping reasoning before good code", "code", `<think>${loop}</think>${uniqueText(900)}`, true],
  ])("%s", (_, kind, reply, expected) => {
    expect(keepsFormat(kind, reply)).toBe(expected);
  });
});

describe("isCutByLength", () => {
  it.each<[string, PlannedStep[], boolean]>([
    ["no reply was cut", [{ reply: uniqueText(500) }, { reply: loop }], false],
    ["a cut reply", [{ reply: uniqueText(500), finishReason: "length" }], true],
    ["a cut reply that repeats itself stays", [{ reply: loop, finishReason: "length" }], false],
    [
      "any of several",
      [
        { reply: loop, finishReason: "length" },
        { reply: uniqueText(300), finishReason: "length" },
      ],
      true,
    ],
  ])("%s", (_, steps, expected) => {
    const { trajectory, blobs } = buildTrajectory({ steps });
    expect(isCutByLength(trajectory.nodes, (node) => blobs.text(node.reply))).toBe(expected);
  });
});
