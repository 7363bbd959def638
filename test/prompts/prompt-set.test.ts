import { mkdir, readdir, writeFile } from "node:fs/promises";
import { basename, join } from "node:path";
import { expect, test } from "vitest";
import { loadPromptSet } from "../../pipeline/prompts/prompt-set.ts";
import { promptVariables } from "../../pipeline/prompts/prompt-variables.ts";
import { temporaryFolder } from "../support/temporary-folder.ts";

test("the default set holds every prompt, and no other file", async () => {
  const files = await readdir(join(import.meta.dirname, "../../data/prompts/default"));
  expect(files.map((file) => basename(file, ".md")).sort()).toEqual(Object.keys(promptVariables).sort());
  await loadPromptSet("default");
});

test("variables are filled in once: text that looks like a variable stays text", async () => {
  const prompts = await loadPromptSet("default");
  expect(prompts.render("feedback-not-seen", { reason: "{{reason}} $& $1" })).toContain("{{reason}} $& $1");
});

test("a set of one's own replaces what it holds, and changes the hash", async () => {
  const folder = join(await temporaryFolder(), "mine");
  await mkdir(folder);
  await writeFile(join(folder, "feedback-not-seen.md"), "Nothing seen, as {{ reason }}.\n");
  const [mine, standard] = [await loadPromptSet(folder), await loadPromptSet("default")];
  expect(mine.render("feedback-not-seen", { reason: "it is dark" })).toBe("Nothing seen, as it is dark.");
  expect(mine.hash).not.toBe(standard.hash);
  expect(mine.hashes["teacher-system"]).toBe(standard.hashes["teacher-system"]);
});

const refused: [file: string, content: string, message: RegExp][] = [
  ["feedback-not-seen.md", "{{reson}}", /uses \{\{reson\}\}.*Its variables: reason/],
  ["feedback-not-seen.md", "nothing", /does not use \{\{reason\}\}/],
  ["feedbak.md", "x", /feedbak\.md is no prompt of this tool/],
];
test.each(refused)("%s holding %j is refused", async (file, content, message) => {
  const folder = await temporaryFolder();
  await writeFile(join(folder, file), content);
  await expect(loadPromptSet(folder)).rejects.toThrow(message);
});

test("a folder that is not there is refused", async () => {
  await expect(loadPromptSet("./no/such/folder")).rejects.toThrow(/cannot be read/);
});
