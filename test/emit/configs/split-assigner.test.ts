import { describe, expect, it } from "vitest";
import { SplitAssigner } from "../../../stages/emit/configs/split-assigner.ts";
import { type Split, splitOf } from "../../../stages/emit/configs/split-of.ts";
import { uniqueText } from "../../support/unique-text.ts";

const share = 0.4;

/** 40 words of 8 letters that no other seed gives. */
function words(seed: number): string[] {
  return Array.from({ length: 40 }, (_, at) => uniqueText(8, seed * 1000 + at + 1));
}

/** Ids that their hash puts in a split. */
function idsIn(split: Split, count: number): string[] {
  const ids: string[] = [];
  for (let at = 0; ids.length < count; at++) if (splitOf(`i-${at}`, share) === split) ids.push(`i-${at}`);
  return ids;
}

const [inTrain = "", alsoInTrain = ""] = idsIn("train", 2);
const [inValidation = "", alsoInValidation = ""] = idsIn("validation", 2);
const text = words(1);
const headChanged = [...words(2).slice(0, 4), ...text.slice(4)].join(" ");
const tailChanged = [...text.slice(0, -4), ...words(3).slice(-4)].join(" ");
const rearranged = [...text.slice(20), ...text.slice(0, 20)].join(" ");
const whole = text.join(" ");

describe("SplitAssigner", () => {
  it.each<[string, [id: string, text: string][], (Split | null)[]]>([
    [
      "unlike instructions go where their hash puts them",
      [
        [inTrain, whole],
        [inValidation, words(4).join(" ")],
      ],
      ["train", "validation"],
    ],
    [
      "a near-duplicate follows the earlier one into training",
      [
        [inTrain, whole],
        [inValidation, headChanged],
      ],
      ["train", "train"],
    ],
    [
      "a near-duplicate follows the earlier one into validation",
      [
        [inValidation, whole],
        [inTrain, tailChanged],
      ],
      ["validation", "validation"],
    ],
    [
      "the same sentences in another order follow too",
      [
        [inValidation, whole],
        [inTrain, rearranged],
      ],
      ["validation", "validation"],
    ],
    [
      "what follows one is followed itself",
      [
        [inTrain, headChanged],
        [inValidation, whole],
        [alsoInValidation, tailChanged],
      ],
      ["train", "train", "train"],
    ],
    [
      "one between both sides is on neither",
      [
        [inTrain, headChanged],
        [inValidation, tailChanged],
        [alsoInTrain, whole],
      ],
      ["train", "validation", null],
    ],
  ])("%s", (_, instructions, expected) => {
    const splits = new SplitAssigner(share);
    expect(instructions.map(([id, instruction]) => splits.assign(id, instruction))).toEqual(expected);
  });

  it("trains on everything where nothing is to be held out", () => {
    const splits = new SplitAssigner(0);
    expect(splits.assign(inValidation, whole)).toBe("train");
  });
});
