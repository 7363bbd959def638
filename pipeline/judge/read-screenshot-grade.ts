import type { ScreenshotGrade } from "../contracts/generated/screenshot-grade.ts";
import { checkContract } from "../contracts/validators.ts";
import { textField } from "./answer-field.ts";
import { gradeFromValue, gradeInText } from "./grade-value.ts";
import { lastObjectWith } from "./json-objects.ts";
import type { Reading } from "./reading.ts";

const bestGrade = 5;

/** Reads a screenshot's grade from JSON, fenced JSON, JSON in prose or plain text. A grade out of bounds is refused. */
export function readScreenshotGrade(answer: string): Reading<ScreenshotGrade> {
  const object = lastObjectWith("grade", answer);
  const grade = object === null ? gradeInText(answer, bestGrade) : gradeFromValue(object.grade, bestGrade);
  if (grade === null) return { ok: false, problem: 'it gives no clear "grade" from 0 to 5.' };
  const analysis = textField(object === null ? answer.trim() : object.analysis);
  const checked = checkContract("screenshot-grade", { ...object, analysis, grade });
  return checked.ok ? checked : { ok: false, problem: `${checked.problems.join("; ")}.` };
}
