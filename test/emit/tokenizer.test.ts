import { readFile } from "node:fs/promises";
import { basename, join } from "node:path";
import { expect, it } from "vitest";
import { loadTokenizer } from "../../pipeline/measure/tokenizer.ts";
import { readWithDuckDB } from "../support/duckdb.ts";
import { buildRecipe, filterAndEmit } from "../support/emitted-run.ts";
import { buildInstruction, memoryRun } from "../support/memory-run.ts";
import { temporaryFolder } from "../support/temporary-folder.ts";
import type { PlannedTrajectory } from "../support/trajectory-builder.ts";
import { writeWordTokenizer } from "../support/word-tokenizer.ts";

const signal = new AbortController().signal;
const plan: PlannedTrajectory = {
  systemPrompt: "hello",
  instruction: "hello world",
  steps: [
    { reply: "world", feedback: "hello hello hello", screenshot: 3 },
    { reply: "hello world hello", screenshot: 4 },
  ],
  chosen: 1,
};

async function emitted(sft: { maxTokens?: number } = {}) {
  const source = await writeWordTokenizer(await temporaryFolder());
  const hub = { fetch: () => Promise.reject(new Error("offline")), signal };
  const tokenizer = await loadTokenizer(source, { cacheDir: source, hub });
  const run = memoryRun({
    dir: await temporaryFolder(),
    instructions: [buildInstruction("i-1", { instruction: "hello world" })],
    trajectories: [plan],
  });
  const recipe = buildRecipe({ sft: { maskErrorSteps: false, includeFinish: false, ...sft } });
  const { dir } = await filterAndEmit(run, recipe, { tokenizer });
  const card = await readFile(join(dir, "README.md"), "utf8");
  return { dir, card, source, tokenizer };
}

it("states tokens by the model's own tokenizer and chat template, which card and manifest name", async () => {
  const { dir, card, source, tokenizer } = await emitted();
  // of each message two marks, its role and its words
  const messages = [1, 2, 1, 3, 3];
  const tokens = messages.reduce((sum, words) => sum + words + 3, 0);
  const [row] = await readWithDuckDB(join(dir, "sft/train-00000-of-00001.parquet"));
  expect(row?.tokens).toBe(tokens);
  expect(card).toContain(`the tokenizer and the chat template of \`${basename(source)}\``);
  expect(card).not.toContain("estimate");
  // the longest: an sft row; a prompt, whose system prompt has 4 tokens; a step's prompt, and its completion without marks
  expect(card).toContain(`| longest | ${tokens} | 12 | 19 | 3 |`);
  expect(JSON.parse(await readFile(join(dir, "manifest.json"), "utf8")).tokenizer).toEqual({
    name: basename(source),
    exact: true,
    hash: tokenizer.hash,
  });
});

it("holds rows to their limit by it", async () => {
  const whole = await emitted({ maxTokens: 25 });
  expect(whole.card).toContain("Left out, as that was not enough: 0.");
  const short = await emitted({ maxTokens: 24 });
  expect(short.card).toContain("Left out, as that was not enough: 1.");
});
