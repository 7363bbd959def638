import type { ContentPart } from "../model/model-port.ts";
import type { PromptSet } from "../prompts/prompt-set.ts";
import { askJudge } from "./ask-judge.ts";
import type { JudgeContext } from "./judge.ts";
import { readScreenshotGrade } from "./read-screenshot-grade.ts";
import type { Score } from "./score.ts";
import { scoreOf } from "./score-of.ts";

export interface GradeOptions {
  prompts: PromptSet;
  /** So often the judge is asked before the score is a judge-error. */
  maxAsks: number;
  /** As published. Default: false. */
  gradeWithoutInstruction?: boolean;
}

/** Has a screenshot graded, 0 to 5. */
export async function gradeScreenshot(
  png: Uint8Array,
  options: GradeOptions,
  context: JudgeContext,
): Promise<Score> {
  const { prompts } = options;
  const instruction = shownInstruction(options, context);
  const answer = await askJudge(
    {
      role: "vision",
      name: "screenshot-grade",
      content: besidePicture(prompts.render("screenshot-grade", { instruction }), png),
      read: readScreenshotGrade,
    },
    options,
    context,
  );
  return scoreOf(answer, prompts.hashes["screenshot-grade"]);
}

/** The instruction as the judge of a screenshot is shown it. */
export function shownInstruction(
  { gradeWithoutInstruction = false }: Pick<GradeOptions, "gradeWithoutInstruction">,
  { instruction }: JudgeContext,
): string {
  return gradeWithoutInstruction ? "(not shown)" : instruction;
}

/** A prompt with its picture. */
export function besidePicture(text: string, png: Uint8Array): ContentPart[] {
  return [
    { kind: "text", text },
    { kind: "png", bytes: png },
  ];
}
