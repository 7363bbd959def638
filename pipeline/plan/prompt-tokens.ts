import { textTokens } from "../measure/token-count.ts";
import type { PromptSet } from "../prompts/prompt-set.ts";

/** Tokens of the prompts that every call of a kind carries, the instruction in them included. */
export interface PromptTokens {
  teacher: number;
  screenshotDescription: number;
  screenshotGrade: number;
  guiAgent: number;
  guiTestInstruction: number;
  guiTestGrade: number;
  synthesis: number;
}

/** Stands in for an instruction where there is none yet: as many words as published ones have in the middle. */
const medianInstruction = "website ".repeat(75);

/** Counts a prompt set's tokens, with an instruction of the run where there is one. */
export function countPromptTokens(prompts: PromptSet, instruction: string = medianInstruction): PromptTokens {
  const [test, transcript, problems] = ["", "", ""];
  const count = (...texts: string[]): number => texts.reduce((sum, text) => sum + textTokens(text), 0);
  return {
    teacher: count(prompts.render("teacher-system", {}), instruction),
    screenshotDescription: count(prompts.render("screenshot-description", { instruction, problems })),
    screenshotGrade: count(prompts.render("screenshot-grade", { instruction })),
    guiAgent: count(prompts.render("gui-agent-system", {}), prompts.render("gui-agent-task", { test })),
    guiTestInstruction: count(prompts.render("gui-test-instruction", { instruction })),
    guiTestGrade: count(prompts.render("gui-test-grade", { test, transcript })),
    synthesis: count(prompts.render("synthesize", blankSpecification)),
  };
}

const blankSpecification = {
  applicationType: "",
  domain: "",
  audience: "",
  features: "",
  backgroundColor: "",
  componentColor: "",
  minWords: "",
  maxWords: "",
};
