import type { ScreenshotDescription } from "../contracts/generated/screenshot-description.ts";
import { checkContract } from "../contracts/validators.ts";
import { booleanField, textField } from "./answer-field.ts";
import { lastObjectWith } from "./json-objects.ts";
import type { Reading } from "./reading.ts";

/** Reads a screenshot's description from JSON, fenced JSON or JSON in prose. */
export function readScreenshotDescription(answer: string): Reading<ScreenshotDescription> {
  const object = lastObjectWith("screenshot_description", answer);
  if (object === null)
    return { ok: false, problem: 'it holds no JSON object with "screenshot_description".' };
  const checked = checkContract("screenshot-description", {
    ...object,
    is_error: booleanField(object.is_error),
    error_message: textField(object.error_message),
    suggestions: textField(object.suggestions),
  });
  return checked.ok ? checked : { ok: false, problem: `${checked.problems.join("; ")}.` };
}
