import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { expect, test } from "vitest";
import { optionalVariables, promptVariables } from "../../pipeline/prompts/prompt-variables.ts";

const page = await readFile(join(import.meta.dirname, "../../docs/prompts.md"), "utf8");

/** "name" or "name?" of each variable, by prompt, as the page tells them. */
function documented(): Record<string, string[]> {
  const [, ...sections] = page.split(/^### /m);
  return Object.fromEntries(
    sections.map((section) => {
      const variables = Array.from(
        section.matchAll(/^- `\{\{(\w+)\}\}`( \(may be left out\))?: \S/gm),
        ([, name, optional]) => `${name}${optional === undefined ? "" : "?"}`,
      );
      return [section.split("\n", 1)[0]?.trim() ?? "", variables];
    }),
  );
}

test("the page on prompts has every prompt with its variables, and no other", () => {
  const optional: Record<string, readonly string[]> = optionalVariables;
  const expected = Object.entries(promptVariables).map(([id, variables]) => [
    id,
    variables.map((name) => (optional[id]?.includes(name) ? `${name}?` : name)),
  ]);
  expect(documented()).toEqual(Object.fromEntries(expected));
});
