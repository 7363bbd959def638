import { mkdir, readFile, writeFile } from "node:fs/promises";
import { basename, join } from "node:path";
import { expect, it } from "vitest";
import { readMeasures } from "../../pipeline/index/measures-index.ts";
import { countTokens } from "../../pipeline/index/token-index.ts";
import { estimate, loadTokenizer } from "../../pipeline/measure/tokenizer.ts";
import { buildRecipe } from "../support/emitted-run.ts";
import { buildInstruction, memoryRun } from "../support/memory-run.ts";
import { temporaryFolder } from "../support/temporary-folder.ts";
import { chatTemplate as template, wordTokenizer as tokenizerJson } from "../support/word-tokenizer.ts";

const signal = new AbortController().signal;

async function folderWith(files: Record<string, unknown>): Promise<string> {
  const dir = await temporaryFolder();
  for (const [name, content] of Object.entries(files))
    await writeFile(join(dir, name), typeof content === "string" ? content : JSON.stringify(content));
  return dir;
}

const hub = { fetch: () => Promise.reject(new Error("offline")), signal };

async function load(files: Record<string, unknown>) {
  const source = await folderWith(files);
  return { source, tokenizer: await loadTokenizer(source, { cacheDir: source, hub }) };
}

it.each<[string, Record<string, unknown>]>([
  ["in the configuration", { "tokenizer_config.json": { chat_template: template } }],
  [
    "by name in the configuration",
    {
      "tokenizer_config.json": {
        chat_template: [
          { name: "tools", template: "" },
          { name: "default", template },
        ],
      },
    },
  ],
  ["in a file of its own", { "tokenizer_config.json": {}, "chat_template.jinja": template }],
])("counts with the model's own tokens, its chat template %s", async (_, files) => {
  const { source, tokenizer } = await load({ "tokenizer.json": tokenizerJson, ...files });
  expect(tokenizer.exact).toBe(true);
  // what was counted with is told in public, the folders of a machine are not
  expect(tokenizer.name).toBe(basename(source));
  expect(tokenizer.textTokens("hello big world")).toBe(3);
  // start, role, words, end
  expect(
    tokenizer.conversationTokens([
      { role: "system", content: "hello world" },
      { role: "user", content: "hello" },
    ]),
  ).toBe(5 + 4);
});

it("gives special tokens to the template, however they are written", async () => {
  const config = {
    chat_template:
      "{{ bos_token }} {% for message in messages %}{{ message.content }}{% endfor %} {{ eos_token }}",
    bos_token: "<|start|>",
    eos_token: { content: "<|end|>" },
  };
  const { tokenizer } = await load({ "tokenizer.json": tokenizerJson, "tokenizer_config.json": config });
  expect(tokenizer.conversationTokens([{ role: "user", content: "hello" }])).toBe(3);
});

it.each<[string, Record<string, unknown>, RegExp]>([
  ["a folder without them", {}, /tokenizer\.json.*Name a folder that holds/s],
  [
    "no chat template",
    { "tokenizer.json": tokenizerJson, "tokenizer_config.json": {} },
    /has no chat template/,
  ],
  [
    "what is no tokenizer",
    { "tokenizer.json": "{}", "tokenizer_config.json": { chat_template: "" } },
    /is not one/,
  ],
  ["what is no JSON", { "tokenizer.json": "{", "tokenizer_config.json": "{}" }, /is not one/],
])("refuses %s", async (_, files, message) => {
  await expect(load(files)).rejects.toThrow(message);
});

it.each<[string, RegExp]>([
  ["hf:Qwen/Qwen3-8B", /written hf:OWNER\/NAME@REVISION/],
  ["hf:Qwen/Qwen3-8B@main", /tokenizer\.json cannot be fetched from the Hub \(offline\)/],
])("refuses %s offline", async (source, message) => {
  await expect(loadTokenizer(source, { cacheDir: await temporaryFolder(), hub })).rejects.toThrow(message);
});

it("takes what was fetched before from the cache", async () => {
  const cacheDir = await temporaryFolder();
  const dir = join(cacheDir, "tokenizers", "Qwen--Qwen3-8B@abc");
  await mkdir(dir, { recursive: true });
  await writeFile(join(dir, "tokenizer.json"), JSON.stringify(tokenizerJson));
  await writeFile(join(dir, "tokenizer_config.json"), JSON.stringify({ chat_template: template }));
  const source = "hf:Qwen/Qwen3-8B@abc";
  // half a download is none
  await expect(loadTokenizer(source, { cacheDir, hub })).rejects.toThrow("cannot be fetched");
  await writeFile(join(dir, "complete"), "");
  expect((await loadTokenizer(source, { cacheDir, hub })).name).toBe(source);
});

it("an estimate says that it is one", () => {
  expect(estimate.name).toMatch(/estimate/);
  expect(estimate.exact).toBe(false);
});

it("counts each trajectory once, and keeps the counts apart for each tokenizer", async () => {
  const files = { "tokenizer.json": tokenizerJson, "tokenizer_config.json": { chat_template: template } };
  const { tokenizer } = await load(files);
  const run = memoryRun({
    dir: await temporaryFolder(),
    instructions: [buildInstruction("i-1")],
    trajectories: [
      { systemPrompt: "hello", instruction: "hello world", steps: [{ reply: "world" }] },
      { instructionId: "i-2", steps: [], chosen: null },
    ],
  });
  const { measures } = await readMeasures({ run, signal });
  const options = { run, measures, shape: buildRecipe().recipe.sft, keep: true, signal };
  const counts = await countTokens({ ...options, tokenizer });
  // 2 marks, a role and the words of each message
  expect([...counts]).toEqual([
    ["i-1.0", 4 + 5 + 4],
    ["i-2.0", null],
  ]);
  const unused = { ...tokenizer, conversationTokens: () => Number.NaN };
  expect(await countTokens({ ...options, tokenizer: unused })).toEqual(counts);
  const other = { ...tokenizer, hash: "other", conversationTokens: () => 7 };
  expect((await countTokens({ ...options, tokenizer: other })).get("i-1.0")).toBe(7);
  expect(await readFile(join(run.dir, "index", "measures.jsonl"), "utf8")).not.toBe("");
});
