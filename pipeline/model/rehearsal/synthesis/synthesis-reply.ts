import type { InstructionSpecification } from "../../../contracts/generated/instruction-specification.ts";
import { createRandom, type Random } from "../../../random/random.ts";
import { type RehearsalRequest, textOf } from "../rehearsal-request.ts";
import { readEvolution } from "./read-evolution.ts";
import { readSpecification } from "./read-specification.ts";
import { writeInstruction } from "./write-instruction.ts";
import { readTestCaseTask, writeTestCases } from "./write-test-cases.ts";

/** One first reply in this many is of a kind that real models send and that has to be cleaned, mended or dropped. */
const flawedOneIn = 6;
/** One asked-again reply in this many is no better. */
const stubbornOneIn = 12;

/**
 * The rehearsal synthesis model: a website instruction for the specification in the prompt, or made out of the one in
 * it, or the test cases of that. Equal requests get equal replies. Some replies are flawed; asked again with the reason,
 * it nearly always sends a good one.
 */
export function synthesisReply(request: RehearsalRequest): string {
  const random = createRandom(request.seed);
  const prompt = textOf(request.messages.find((message) => message.role === "user"));
  const task = readTestCaseTask(prompt);
  if (task !== null) return writeTestCases(task, random);
  const specification = readEvolution(prompt) ?? readSpecification(prompt);
  const isRetry = request.messages.some((message) => message.role === "assistant");
  const isFlawed = random.below(isRetry ? stubbornOneIn : flawedOneIn) === 0;
  const instruction = writeInstruction(specification, random);
  return isFlawed ? random.pick(flaws)(instruction, specification, random) : instruction;
}

type Flaw = (instruction: string, specification: InstructionSpecification, random: Random) => string;

const flaws: readonly Flaw[] = [
  // put where it need not be
  (instruction) => `"${instruction}"`,
  (instruction) => `Sure, here is the instruction:\n\n\`\`\`text\n${instruction}\n\`\`\``,
  (instruction) => `**Instruction:** ${instruction}`,
  // too short: what it is and its colors
  (instruction) =>
    sentencesOf(instruction)
      .filter((_, at, all) => at === 0 || at === all.length - 1)
      .join(" "),
  // the colors are forgotten
  (instruction) => sentencesOf(instruction).slice(0, -1).join(" "),
  // the answer it gives too often
  (instruction) => `${stockInstruction} ${sentencesOf(instruction).at(-1) ?? ""}`,
];

const stockInstruction =
  "Please implement a website that helps people keep an overview of their daily tasks. Users should be able to add tasks with a date, sort them by importance, mark them as done, and search them by keyword. They should also be able to see the coming week in a calendar and read a short summary of what was finished. The navigation should be simple and every page should hold useful sample content.";

function sentencesOf(instruction: string): string[] {
  return instruction.split(/(?<=\.)\s+/);
}
