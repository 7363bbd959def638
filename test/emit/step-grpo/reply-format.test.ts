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
    ["a mark in single quotes", "gui-test", "<boltAction type='screenshot_validated'/>", true],
    ["words before and after a mark", "finish", `It works. ${finish} Goodbye.`, true],
    ["nothing but a mark's kind", "finish", "", true],
    ["an artifact that was never closed", "finish", `<boltArtifact id="a" title="b">${finish}`, false],
    ["an artifact without attributes", "gui-test", `<boltArtifact>${validate}</boltArtifact>`, false],
    ["the word alone", "finish", `The boltArtifact is done. ${finish}`, true],
    ["another tag that begins like it", "finish", `<boltArtifacts>${finish}`, true],
    ["400 characters with a line break", "finish", `${finish}\n${uniqueText(399 - finish.length)}`, true],
    ["401 characters with a line break", "finish", `${finish}\n${uniqueText(400 - finish.length)}`, false],
    ["long thinking that never ends", "finish", `<think>${uniqueText(900)}`, true],
    [
      "thinking in the other spelling",
      "gui-test",
      `<thinking>${uniqueText(900)}</thinking>${validate}`,
      true,
    ],
    ["thinking that is not in front", "gui-test", `${validate}<think>${uniqueText(900)}</think>`, false],
    ["an artifact inside the thinking", "finish", `<think><boltArtifact></think>${finish}`, true],
    ["long code with an artifact", "code", `<boltArtifact id="a">${uniqueText(20_000)}</boltArtifact>`, true],
    ["code that loops at its end", "code", `${uniqueText(1_000)}${loop}`, false],
    ["code that loops for less than 40 %", "code", `${uniqueText(4_000)}${loop}`, true],
    ["a malformed reply, however short and clean", "malformed", validate, false],
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
