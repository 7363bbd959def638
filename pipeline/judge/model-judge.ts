import { ItemError } from "../errors.ts";
import type { PromptSet } from "../prompts/prompt-set.ts";
import { askJudge } from "./ask-judge.ts";
import { assessTranscript } from "./assess-transcript.ts";
import { formatProblems } from "./format-problems.ts";
import { besidePicture, gradeScreenshot, shownInstruction } from "./grade-screenshot.ts";
import { runGuiAgent } from "./gui/gui-agent.ts";
import type { Judge, JudgeContext, ScreenshotAssessment } from "./judge.ts";
import { readScreenshotDescription } from "./read-screenshot-description.ts";
import { readTestInstruction } from "./read-test-instruction.ts";

export interface JudgeOptions {
  prompts: PromptSet;
  /** Turns of a GUI test, after which the verdict is asked for. */
  guiMaxTurns: number;
  /** So often a judge is asked the same thing before its score is a judge-error. */
  maxAsks: number;
  /** Screenshots are judged without showing the instruction, as published. Default: false. */
  gradeWithoutInstruction?: boolean;
  /** An unusable answer is not asked for again, as published: `maxAsks` is 1. Default: false. */
  judgeOnce?: boolean;
}

/** The judges of a trajectory, asked through its models: vision for screenshots, gui and feedback for GUI tests. */
export function createJudge({ judgeOnce = false, ...given }: JudgeOptions): Judge {
  const options = judgeOnce ? { ...given, maxAsks: 1 } : given;
  return {
    assessScreenshot: (png, problems, context) =>
      assessScreenshot(png, formatProblems(problems), options, context),
    writeGuiTest: (context) => writeGuiTest(options, context),
    async runGuiTest(page, guiTest, context) {
      const { prompts, guiMaxTurns: maxTurns } = options;
      const transcript = await runGuiAgent(page, guiTest, { prompts, maxTurns }, context);
      return await assessTranscript(transcript, guiTest, options, context);
    },
  };
}

async function assessScreenshot(
  png: Uint8Array,
  problems: string,
  options: JudgeOptions,
  context: JudgeContext,
): Promise<ScreenshotAssessment> {
  const { prompts } = options;
  const instruction = shownInstruction(options, context);
  const [description, score] = await Promise.all([
    askJudge(
      {
        role: "vision",
        name: "screenshot-description",
        content: besidePicture(prompts.render("screenshot-description", { instruction, problems }), png),
        read: readScreenshotDescription,
      },
      options,
      context,
    ),
    gradeScreenshot(png, options, context),
  ]);
  return { description: description.value, score };
}

async function writeGuiTest(options: JudgeOptions, context: JudgeContext): Promise<string> {
  const { prompts, maxAsks } = options;
  const { instruction } = context;
  const answer = await askJudge(
    {
      role: "feedback",
      name: "gui-test-instruction",
      content: prompts.render("gui-test-instruction", { instruction }),
      read: readTestInstruction,
    },
    options,
    context,
  );
  if (answer.value === null) {
    throw new ItemError(
      "no-gui-test",
      `The feedback model ${answer.model} wrote no usable test instruction in ${maxAsks} answers. Look at the last one with its exchange ${answer.exchange}, or take another model for models.feedback.`,
    );
  }
  return `${answer.value}\n\n${prompts.render("gui-test-note", {})}`;
}
