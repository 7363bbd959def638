/** What the teacher takes from the last message of the conversation. */
export interface FeedbackReading {
  /** What it is asked to do next. */
  ask: "fix" | "validate" | "finish";
  /** The site was used by a tester, and did not pass. */
  testFailed: boolean;
  /** What is suggested; all of the message where no suggestions are marked as such. */
  suggestions: string;
}

const finishMark = /<boltAction\b[^>]*type\s*=\s*["']finish["']/i;
const validateMark = /<boltAction\b[^>]*type\s*=\s*["']screenshot_validated["']/i;
const aboutTest = /\bgui\b|\btest(?:ed|er|ing)?\b/i;
const passed = /\bpassed\b|\bsuccess(?:ful|fully)?\b/i;
const notPassed = /\b(?:not|n't|never)\s+(?:\w+\s+)?(?:pass(?:ed)?|succeed(?:ed)?)\b|\bunsuccessful/i;

/**
 * Reads a feedback message by the marks it offers and a few words, since its wording is the user's. A message that
 * offers no mark asks for a repair; one that offers both is about a test where it speaks of one.
 */
export function readFeedback(message: string, instruction: string): FeedbackReading {
  const text = message.split(instruction).join(" ");
  const offersFinish = finishMark.test(text);
  const offersValidation = validateMark.test(text);
  const ask =
    !offersFinish && !offersValidation
      ? "fix"
      : offersFinish && (!offersValidation || aboutTest.test(text))
        ? "finish"
        : "validate";
  return {
    ask,
    testFailed: ask === "finish" && (notPassed.test(text) || !passed.test(text)),
    suggestions: /suggestions?\s*:\s*([\s\S]*?)(?:\n#|$)/i.exec(text)?.[1] ?? text,
  };
}
