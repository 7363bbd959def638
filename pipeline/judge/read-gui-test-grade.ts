import type { GuiTestGrade } from "../contracts/generated/gui-test-grade.ts";
import { checkContract } from "../contracts/validators.ts";
import { booleanField, textField } from "./answer-field.ts";
import { gradeFromValue } from "./grade-value.ts";
import { lastObjectWith } from "./json-objects.ts";
import type { Reading } from "./reading.ts";

const bestGrade = 5;

/** Reads the grade of a GUI test from JSON, fenced JSON or JSON in prose. A grade out of bounds is refused. */
export function readGuiTestGrade(answer: string): Reading<GuiTestGrade> {
  const object = lastObjectWith("grade", answer);
  if (object === null) return { ok: false, problem: 'it holds no JSON object with "grade".' };
  const checked = checkContract("gui-test-grade", {
    ...object,
    test_passed: booleanField(object.test_passed),
    improvement_suggestions: textField(object.improvement_suggestions),
    grade: gradeFromValue(object.grade, bestGrade) ?? object.grade,
  });
  return checked.ok ? checked : { ok: false, problem: `${checked.problems.join("; ")}.` };
}
