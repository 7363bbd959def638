import type { PromptSet } from "../prompts/prompt-set.ts";
import { askJudge } from "./ask-judge.ts";
import { formatTranscript } from "./gui/transcript-text.ts";
import type { GuiTestAssessment, JudgeContext } from "./judge.ts";
import { readGuiTestGrade } from "./read-gui-test-grade.ts";
import { scoreOf } from "./score-of.ts";

/** Has the transcript graded. The agent's YES decides that the test passed; the grade stays as judged. */
export async function assessTranscript(
  transcript: GuiTestAssessment["transcript"],
  guiTest: string,
  options: { prompts: PromptSet; maxAsks: number },
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
