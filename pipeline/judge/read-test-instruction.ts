import { parseArtifact } from "../artifact/artifact-parser.ts";
import { splitReasoning } from "../artifact/split-reasoning.ts";
import type { Reading } from "./reading.ts";

/**
 * The test instruction inside a `gui_agent_test` action. Either quote style, a missing end tag and fences are
 * forgiven; an answer without the action is taken as a whole when it is plain text.
 */
export function readTestInstruction(answer: string): Reading<string> {
  const { visible } = splitReasoning(answer);
  const { actions } = parseArtifact(visible);
  const test = actions.find(({ type }) => type === "gui_agent_test");
  if (test === undefined && /<boltA/i.test(visible))
    return { ok: false, problem: 'it holds no boltAction of the type "gui_agent_test".' };
  const text = withoutFence(test?.content ?? visible);
  return text === "" ? { ok: false, problem: "it holds no test instruction." } : { ok: true, value: text };
}

function withoutFence(text: string): string {
  return text
    .replaceAll(/^[ \t]*```[\w-]*[ \t]*$/gm, "")
    .replace(/<\/boltArtifact>\s*$/i, "")
    .trim();
}
