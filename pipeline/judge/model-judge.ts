import { ItemError } from "../errors.ts";
import type { ContentPart } from "../model/model-port.ts";
import type { PromptSet } from "../prompts/prompt-set.ts";
import { askJudge } from "./ask-judge.ts";
import { formatProblems } from "./format-problems.ts";
import { runGuiAgent } from "./gui/gui-agent.ts";
import { formatTranscript } from "./gui/transcript-text.ts";
import type { GuiTestAssessment, Judge, JudgeContext, ScreenshotAssessment } from "./judge.ts";
import { readGuiTestGrade } from "./read-gui-test-grade.ts";
import { readScreenshotDescription } from "./read-screenshot-description.ts";
import { readScreenshotGrade } from "./read-screenshot-grade.ts";
import { readTestInstruction } from "./read-test-instruction.ts";
import { scoreOf } from "./score-of.ts";

export interface JudgeOptions {
  prompts: PromptSet;
  /** Turns of a GUI test, after which the verdict is asked for. */
  guiMaxTurns: number;
  /** So often a judge is asked the same thing before its score is a judge-error. */
  maxAsks: number;
  /** Screenshots are judged without showing the instruction, as published. Default: false. */
  gradeWithoutInstruction?: boolean;
}

/** The judges of a trajectory, asked through its models: vision for screenshots, gui and feedback for GUI tests. */
export function createJudge(options: JudgeOptions): Judge {
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
  const instruction = options.gradeWithoutInstruction === true ? "(not shown)" : context.instruction;
  const beside = (text: string): ContentPart[] => [
    { kind: "text", text },
    { kind: "png", bytes: png },
  ];
  const [description, grade] = await Promise.all([
    askJudge(
      {
        role: "vision",
        name: "screenshot-description",
        content: beside(prompts.render("screenshot-description", { instruction, problems })),
        read: readScreenshotDescription,
      },
      options,
      context,
    ),
    askJudge(
      {
        role: "vision",
        name: "screenshot-grade",
        content: beside(prompts.render("screenshot-grade", { instruction })),
        read: readScreenshotGrade,
      },
      options,
      context,
    ),
  ]);
  return { description: description.value, score: scoreOf(grade, prompts.hashes["screenshot-grade"]) };
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

/** Has the transcript graded. The agent's YES decides that the test passed; the grade stays as judged. */
async function assessTranscript(
  transcript: GuiTestAssessment["transcript"],
  guiTest: string,
  options: JudgeOptions,
  context: JudgeContext,
): Promise<GuiTestAssessment> {
  const { prompts } = options;
  const answer = await askJudge(
    {
      role: "feedback",
      name: "gui-test-grade",
      content: prompts.render("gui-test-grade", {
        test: guiTest,
        transcript: formatTranscript(transcript),
      }),
      read: readGuiTestGrade,
    },
    options,
    context,
  );
  const score = scoreOf(answer, prompts.hashes["gui-test-grade"]);
  if (answer.value === null) return { transcript, testPassed: null, suggestions: "", score };
  const passed = transcript.verdict === "yes" || answer.value.test_passed;
  const suggestions = transcript.verdict === "yes" ? "" : answer.value.improvement_suggestions;
  return { transcript, testPassed: passed, suggestions, score };
}
