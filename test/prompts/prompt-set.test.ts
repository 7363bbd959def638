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

test("braces after a backslash are meant as they are", async () => {
  const folder = await temporaryFolder();
  await writeFile(join(folder, "teacher-system.md"), "style=\\{{ color }} and \\{{instruction}}");
  const prompts = await loadPromptSet(folder);
  expect(prompts.render("teacher-system", {})).toBe("style={{ color }} and {{instruction}}");
});

test("a read-me, a licence and folders may stand beside the prompts", async () => {
  const folder = await temporaryFolder();
  await mkdir(join(folder, "drafts"));
  for (const name of ["README.md", "LICENSE", ".gitkeep", "gui-agent-verdict.md"])
    await writeFile(join(folder, name), "Text.");
  expect((await loadPromptSet(folder)).render("gui-agent-verdict", {})).toBe("Text.");
});

const known = /feedback-not-seen\.md, /;
const refused: [name: string, file: string, content: string | Uint8Array, message: RegExp[]][] = [
  [
    "an unknown variable",
    "feedback-not-seen.md",
    "{{reason}} {{reson}}",
    [/feedback-not-seen\.md uses \{\{reson\}\}/, /Its variables: reason\. Correct the name/],
  ],
  [
    "a variable of another prompt",
    "teacher-system.md",
    "Build {{ instruction }}.",
    [/teacher-system\.md uses \{\{instruction\}\}.*Its variables: none/],
  ],
  [
    "an unknown variable of more than letters",
    "feedback-not-seen.md",
    "{{reason}} {{ui_instruct-1}}",
    [/uses \{\{ui_instruct-1\}\}/],
  ],
  [
    "a variable left out",
    "feedback-not-seen.md",
    "nothing",
    [/feedback-not-seen\.md does not use \{\{reason\}\}/, /Put it where/],
  ],
  [
    "a variable that only looks used",
    "feedback-not-seen.md",
    "\\{{reason}}",
    [/does not use \{\{reason\}\}/],
  ],
  ["an unknown prompt", "feedbak.md", "x", [/feedbak\.md is no prompt of this tool\. Rename it/, known]],
  ["a name that every object has", "constructor.md", "x", [/constructor\.md is no prompt/]],
  ["another kind of file", "teacher-system.txt", "x", [/teacher-system\.txt is no prompt of this tool/]],
  ["a name without its ending", "teacher-system", "x", [/teacher-system is no prompt of this tool/]],
  ["an empty file", "teacher-system.md", " \n", [/teacher-system\.md is empty\. Write.*or delete/]],
  ["bytes that are no text", "teacher-system.md", Buffer.from([0x61, 0xff]), [/is not UTF-8 text\. Save/]],
  ["no prompt at all", "README.md", "x", [/holds no prompt\. Put at least one/, known]],
];
test.each(refused)("%s is refused", async (_, file, content, messages) => {
  const folder = await temporaryFolder();
  await writeFile(join(folder, file), content);
  const loading = loadPromptSet(folder);
  await expect(loading).rejects.toMatchObject({ kind: "user" });
  for (const message of [/^Prompt set \S+: /, ...messages]) await expect(loading).rejects.toThrow(message);
});

test("a folder that is not there is refused", async () => {
  await expect(loadPromptSet("./no/such/folder")).rejects.toThrow(/cannot be read/);
});
