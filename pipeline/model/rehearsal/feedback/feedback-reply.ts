import { instructionIn } from "../prompt-instruction.ts";
import { type RehearsalRequest, textOf } from "../rehearsal-request.ts";
import { gradeTest } from "./grade-test.ts";
import { readTranscript } from "./read-transcript.ts";
import { writeTest } from "./write-test.ts";

/**
 * The rehearsal feedback model: writes the test instruction of a website, and grades a test's transcript. It tells the
 * two tasks apart by the JSON members that the prompt asks for.
 */
export function feedbackReply({ messages }: RehearsalRequest): string {
  const prompt = textOf(messages.find(({ role }) => role === "user"));
  if (/\btest_passed\b|\bimprovement_suggestions\b/.test(prompt))
    return JSON.stringify(gradeTest(readTranscript(prompt)), null, 2);
  return writeTest(instructionIn(prompt));
}
