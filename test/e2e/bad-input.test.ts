import { mkdir, readdir, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { expect, test, vi } from "vitest";
import { runCurate } from "../support/run-curate.ts";
import { temporaryFolder } from "../support/temporary-folder.ts";

// each is a process of its own or several, on a machine that may be busy
vi.setConfig({ testTimeout: 180_000 });

const rehearsal = { baseURL: "rehearsal", model: "m" };
const models = { teacher: rehearsal, vision: rehearsal, feedback: rehearsal };
const row = (id: string) =>
  JSON.stringify({
    id,
    instruction: "Please implement a website.",
    Category: { primary_category: "", subcategories: [""] },
    application_type: "Blog",
    ui_instruct: [],
  });

interface Case {
  name: string;
  files: Record<string, string>;
  args: string[];
  env?: Record<string, string>;
  message: RegExp;
}

const cases: Case[] = [
  { name: "no such command", files: {}, args: ["publish"], message: /unknown command 'publish'/ },
  {
    name: "a count that is none",
    files: {},
    args: ["record", "--limit", "many"],
    message: /whole number above 0/,
  },
  {
    name: "no configuration of that name",
    files: {},
    args: ["run", "-c", "none.json"],
    message: /none\.json cannot be read/,
  },
  {
    name: "an unknown key",
    files: { "c.json": JSON.stringify({ run: "r", models, tempo: 1 }) },
    args: ["run", "-c", "c.json"],
    message: /unknown key "tempo"/,
  },
  {
    name: "a missing model",
    files: { "c.json": JSON.stringify({ run: "r", models: { teacher: rehearsal } }) },
    args: ["run", "-c", "c.json"],
    message: /models: "vision" is missing/,
  },
  {
    name: "a key that is not set",
    files: {
      "c.json": JSON.stringify({
        run: "r",
        models: {
          ...models,
          teacher: { baseURL: "http://127.0.0.1:9/v1", model: "m", apiKeyEnv: "NO_SUCH_KEY" },
        },
      }),
    },
    args: ["run", "-c", "c.json"],
    message: /NO_SUCH_KEY.*is not set/,
  },
  {
    name: "an unknown recipe",
    files: { "c.json": JSON.stringify({ run: "r", models, recipe: "none" }) },
    args: ["run", "-c", "c.json"],
    message: /Recipe none/,
  },
  {
    name: "an unknown prompt set",
    files: { "c.json": JSON.stringify({ run: "r", models, prompts: "none" }) },
    args: ["run", "-c", "c.json"],
    message: /Prompt set .*none/,
  },
  {
    name: "a prompt with a variable it does not have",
    files: {
      "c.json": JSON.stringify({ run: "r", models, prompts: "./mine" }),
      "mine/gui-test-grade.md": "{{test}} {{transcript}} {{score}}",
    },
    args: ["run", "-c", "c.json"],
    message: /mine: gui-test-grade\.md uses \{\{score\}\}.*Its variables: test, transcript/,
  },
  {
    name: "a prompt that does not say what it is about",
    files: {
      "c.json": JSON.stringify({ run: "r", models, prompts: "./mine" }),
      "mine/gui-test-grade.md": "Grade it.",
    },
    args: ["run", "-c", "c.json"],
    message: /gui-test-grade\.md does not use \{\{test\}\}, \{\{transcript\}\}/,
  },
  {
    name: "an unknown switch of compatibility",
    files: { "c.json": JSON.stringify({ run: "r", models, compat: { errorsBySubstring: true } }) },
    args: ["run", "-c", "c.json"],
    message: /errorsBySubstring/,
  },
  {
    name: "a malformed line",
    files: { "i.jsonl": `${row("a")}\n{"id": \n` },
    args: ["import", "i.jsonl", "--run", "r", "--strict"],
    message: /i\.jsonl[\s\S]*line 2/,
  },
  {
    name: "a duplicate id",
    files: { "i.jsonl": `${row("a")}\n${row("a")}\n` },
    args: ["import", "i.jsonl", "--run", "r", "--strict"],
    message: /line 2[\s\S]*"?a"?/,
  },
  {
    name: "a run that is none",
    files: {},
    args: ["status", "--run", "nowhere"],
    message: /nowhere is no run folder/,
  },
  {
    name: "nothing to record",
    files: { "c.json": JSON.stringify({ run: "r", models }) },
    args: ["record", "-c", "c.json"],
    message: /holds no instructions/,
  },
  {
    name: "no browser",
    files: {
      "c.json": JSON.stringify({ run: "r", models, site: { browserPath: "/no/chromium" } }),
      "i.jsonl": row("a"),
    },
    args: ["record", "-c", "c.json"],
    message: /\/no\/chromium/,
  },
  {
    name: "no bubblewrap",
    files: {
      "c.json": JSON.stringify({ run: "r", models, site: { browserPath: process.execPath } }),
      "i.jsonl": row("a"),
    },
    args: ["record", "-c", "c.json"],
    env: { PATH: "/nonexistent" },
    message: /program bwrap, which is not installed.*npm run setup/,
  },
  { name: "a dataset that is none", files: {}, args: ["verify", "nowhere"], message: /nowhere/ },
];

test.each(cases)("$name: one paragraph, exit 2, nothing written", async ({ files, args, env, message }) => {
  const folder = await temporaryFolder();
  for (const [name, content] of Object.entries(files)) {
    await mkdir(dirname(join(folder, name)), { recursive: true });
    await writeFile(join(folder, name), content);
  }
  if ("i.jsonl" in files && args[0] === "record")
    await runCurate(["import", "i.jsonl", "-c", "c.json"], folder);
  const { code, stderr, stdout } = await runCurate(args, folder, env);
  expect(stderr).toMatch(message);
  expect(stderr).not.toMatch(/\n\s+at /);
  expect([code, stdout]).toEqual([2, ""]);
  const trajectories = await readdir(join(folder, "r", "trajectories")).catch(() => []);
  expect(trajectories).toEqual([]);
});

test("a run folder of another configuration is refused, the difference named", async () => {
  const folder = await temporaryFolder();
  await mkdir(join(folder, "r"));
  const config = (seed: number) =>
    writeFile(join(folder, "c.json"), JSON.stringify({ run: "r", seed, models, synthesize: { count: 1 } }));
  await config(1);
  expect((await runCurate(["synthesize", "-c", "c.json"], folder)).code).toBe(0);
  await config(2);
  const { code, stderr } = await runCurate(["synthesize", "-c", "c.json"], folder);
  expect(stderr).toMatch(/made with another configuration \(seed differs\)/);
  expect(code).toBe(2);
});
