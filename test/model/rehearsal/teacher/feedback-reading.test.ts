import { describe, expect, test } from "vitest";
import { readFeedback } from "../../../../pipeline/model/rehearsal/teacher/feedback-reading.ts";
import { type Finding, feedbackMessage } from "./feedback-messages.ts";
import { shop } from "./rehearse.ts";

const validate = '<boltAction type="screenshot_validated"/>';
const finish = "<boltAction type='finish'/>";

describe("the default prompts", () => {
  const cases: [finding: Finding, ask: string, testFailed: boolean][] = [
    [{ kind: "install-failed" }, "fix", false],
    [{ kind: "page-broken" }, "fix", false],
    [{ kind: "page-seen", suggestions: "More contrast." }, "validate", false],
    [{ kind: "test-passed" }, "finish", false],
    [{ kind: "test-failed", suggestions: "Connect the button." }, "finish", true],
  ];
  test.each(cases)("%j", (finding, ask, testFailed) => {
    expect(readFeedback(feedbackMessage(finding, shop), shop)).toMatchObject({ ask, testFailed });
  });
});

describe("other wordings", () => {
  const cases: [message: string, ask: string, testFailed: boolean][] = [
    ["Something broke. Mend it.", "fix", false],
    [`Looks right? ${validate}`, "validate", false],
    [`Happy? ${finish}`, "finish", true],
    [`The GUI agent's run was successful. Say ${finish} or, for a new look, ${validate}.`, "finish", false],
    [`The GUI test was not passed. ${finish}`, "finish", true],
    [`The tester did not succeed. ${finish} or ${validate}`, "finish", true],
    [`The layout is fine. Send ${validate} now, ${finish} later.`, "validate", false],
  ];
  test.each(cases)("%s", (message, ask, testFailed) => {
    expect(readFeedback(message, shop)).toMatchObject({ ask, testFailed });
  });
});

test("The instruction in a message is not read as feedback", () => {
  const instruction = `Implement a tester. ${finish}`;
  expect(readFeedback(`It failed. ${instruction}`, instruction).ask).toBe("fix");
});

test("Suggestions are read apart from the description", () => {
  const message = feedbackMessage({ kind: "page-seen", suggestions: "Use ivory." }, shop);
  expect(readFeedback(message, shop).suggestions.trim()).toBe("Use ivory.");
});
