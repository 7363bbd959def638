import { expect, test } from "vitest";
import { buildPromptSet, loadPromptSet } from "../../pipeline/prompts/prompt-set.ts";
import { type PromptId, promptVariables } from "../../pipeline/prompts/prompt-variables.ts";

/** Templates that use each of their variables, but for those replaced. */
function templates(own: Partial<Record<PromptId, string>>): Map<string, string> {
  const plain = Object.entries(promptVariables).map(([id, variables]): [string, string] => [
    id,
    `${id} ${variables.map((name) => `{{${name}}}`).join(" ")}`,
  ]);
  return new Map([...plain, ...Object.entries(own)]);
}

test("prompts about a screenshot may show the screenshot alone, as the published ones do", () => {
  const set = buildPromptSet(
    "mine",
    templates({ "screenshot-grade": "Grade it.", "screenshot-description": "Describe it." }),
  );
  expect(set.render("screenshot-grade", { instruction: "Build a shop." })).toBe("Grade it.");
});

test("a prompt that must carry what it is about is refused without it", () => {
  expect(() => buildPromptSet("mine", templates({ "gui-test-grade": "{{test}}" }))).toThrow(
    /does not use \{\{transcript\}\}/,
  );
});

/** What the judges' readers look for has to be asked for. */
const asked: [id: PromptId, words: string[]][] = [
  ["screenshot-description", ["is_error", "error_message", "screenshot_description", "suggestions"]],
  ["screenshot-grade", ["analysis", "grade"]],
  ["gui-test-instruction", ['<boltAction type="gui_agent_test">']],
  ["gui-test-note", ["admin", "admin123456", "admin@example.com", "YES", "NO"]],
  ["gui-agent-system", ["Thought:", "Action:", "Click [", "Type [", "Scroll [", "Wait", "GoBack", "ANSWER;"]],
  ["gui-agent-verdict", ["YES", "NO"]],
  ["gui-test-grade", ["test_passed", "improvement_suggestions", "grade"]],
];
test.each(asked)("%s asks for what is read from the answer", async (id, words) => {
  const prompts = await loadPromptSet("default");
  const blanks = Object.fromEntries(promptVariables[id].map((name) => [name, "-"]));
  const text = prompts.render(id, blanks as Parameters<typeof prompts.render<typeof id>>[1]);
  for (const word of words) expect(text).toContain(word);
});
