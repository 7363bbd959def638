import { expect, it } from "vitest";
import { splitOf } from "../../../stages/emit/configs/split-of.ts";

const ids = Array.from({ length: 10_000 }, (_, at) => `instruction-${at}`);
const heldOut = (share: number): string[] => ids.filter((id) => splitOf(id, share) === "validation");

it.each([0, 0.02, 0.1, 0.5])("holds out a share of %d", (share) => {
  const threeSigma = 3 * Math.sqrt((share * (1 - share)) / ids.length);
  expect(Math.abs(heldOut(share).length / ids.length - share)).toBeLessThanOrEqual(threeSigma);
});

it("moves no instruction back when the share grows", () => {
  const more = new Set(heldOut(0.1));
  expect(heldOut(0.05).every((id) => more.has(id))).toBe(true);
});

// first 32 bits of SHA-256("split\n" + id), as a fraction: published splits depend on it
it.each([
  ["train_000054", 0.373978941],
  ["shop", 0.095873398],
  ["42", 0.369390831],
])("places %s at %d for ever", (id, position) => {
  expect([splitOf(id, position - 1e-6), splitOf(id, position + 1e-6)]).toEqual(["train", "validation"]);
});
