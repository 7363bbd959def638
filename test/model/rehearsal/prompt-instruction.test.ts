import { expect, test } from "vitest";
import { instructionIn } from "../../../pipeline/model/rehearsal/prompt-instruction.ts";

const asking = "Please implement a website for a bakery. Users can order cakes.";
const prompts: [prompt: string, instruction: string][] = [
  [
    `Grade it.\n\n<instruction>\n${asking}\n\nSecond paragraph.\n</instruction>\n\nJSON only.`,
    `${asking}\n\nSecond paragraph.`,
  ],
  [
    `You are a strict judge of many websites, and you take your time to look at each of them.\n\n${asking}\n\nJSON only.`,
    asking,
  ],
  [
    "Short.\n\nA much longer paragraph about something else.",
    "A much longer paragraph about something else.",
  ],
  ["", ""],
];
test.each(prompts)("%j", (prompt, instruction) => {
  expect(instructionIn(prompt)).toBe(instruction);
});
