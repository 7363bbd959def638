import { readdir, readFile, stat } from "node:fs/promises";
import { join } from "node:path";
import { expect, test } from "vitest";
import { loadPromptSet } from "../../pipeline/prompts/prompt-set.ts";
import { storeFiles } from "../../pipeline/run/run-paths.ts";
import { runScript, type ScriptedStep } from "../support/scripted-agent.ts";
import { temporaryFolder } from "../support/temporary-folder.ts";

const project = join(import.meta.dirname, "..", "..");
const sources = join(project, "pipeline", "site");

/** A site of 15 files of real source text. */
async function siteFiles(): Promise<{ path: string; content: string }[]> {
  const names = (await readdir(sources)).filter((name) => name.endsWith(".ts")).sort();
  return Promise.all(
    names.slice(0, 15).map(async (name) => ({
      path: `src/${name}`,
      content: await readFile(join(sources, name), "utf8"),
    })),
  );
}

const action = ({ path, content }: { path: string; content: string }): string =>
  `<boltAction type="file" filePath="${path}">\n${content}\n</boltAction>`;

/** Bytes of the store of a trajectory with these steps; its pictures are a few bytes each. */
async function storeSize(steps: ScriptedStep[]): Promise<number> {
  const dir = await temporaryFolder();
  const prompts = await loadPromptSet("default");
  // as large as that of a site with a few dependencies
  const lockFile = await readFile(join(project, "package-lock.json"), "utf8");
  await runScript(
    dir,
    steps,
    { errorLimit: 5, maxSteps: steps.length, errorScreenshotScore: 2 },
    {},
    {
      judges: "models",
      prompts,
      systemPrompt: prompts.render("teacher-system", {}),
      dependencies: { key: "0123456789abcdef", lockFile },
    },
  );
  const sizes = await Promise.all(Object.values(storeFiles(dir)).map((path) => stat(path)));
  return sizes.reduce((sum, { size }) => sum + size, 0);
}

test("storage grows by what changed: 20 steps of one changed file take less than 2.5 times the first", async () => {
  const files = await siteFiles();
  const first: ScriptedStep = { reply: files.map(action).join("\n"), score: 3 };
  const edits = Array.from({ length: 19 }, (_, edit): ScriptedStep => {
    const { path = "", content = "" } = files[edit % files.length] ?? {};
    return { reply: action({ path, content: `${content}\n// edit ${edit}` }), score: 3 };
  });
  const [all, one] = [await storeSize([first, ...edits]), await storeSize([first])];
  expect(all / one).toBeLessThan(2.5);
});
