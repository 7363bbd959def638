import { appendFile, readFile } from "node:fs/promises";
import { join } from "node:path";
import { expect, test } from "vitest";
import { ItemError, StopError } from "../../pipeline/errors.ts";
import { loadTaxonomy } from "../../pipeline/instruction/taxonomy.ts";
import type { ModelPort } from "../../pipeline/model/model-port.ts";
import { loadPromptSet } from "../../pipeline/prompts/prompt-set.ts";
import { readRecords } from "../../pipeline/run/json-lines.ts";
import { readInstructions } from "../../pipeline/run/read-instructions.ts";
import { runSynthesizeStage, type SynthesizeStageOptions } from "../../stages/synthesize/stage.ts";
import { temporaryFolder } from "../support/temporary-folder.ts";
import { rehearsalPort } from "./model-double.ts";

const taxonomy = await loadTaxonomy();
const prompts = await loadPromptSet("default");

async function runFiles() {
  const folder = await temporaryFolder();
  return { instructions: join(folder, "instructions.jsonl"), candidates: join(folder, "candidates.jsonl") };
}

function optionsOf(files: { instructions: string; candidates: string }, model: ModelPort, count: number) {
  return {
    files,
    model,
    count,
    seed: 1,
    taxonomy,
    applicationTypes: null,
    prompts,
    label: "rehearsal",
    concurrency: 3,
    signal: new AbortController().signal,
  } satisfies SynthesizeStageOptions;
}

function synthesize(files: { instructions: string; candidates: string }, model: ModelPort, count = 90) {
  return runSynthesizeStage(optionsOf(files, model, count));
}

const contents = (files: { instructions: string; candidates: string }) =>
  Promise.all([readFile(files.instructions, "utf8"), readFile(files.candidates, "utf8")]);

test("A stage stopped half-way keeps what it has, and goes on to the same bytes", async () => {
  const whole = await runFiles();
  const summary = await synthesize(whole, rehearsalPort());
  expect(summary).toMatchObject({ found: 0, missing: 0 });
  expect(summary.instructions).toHaveLength(90);
  expect(summary.candidates.length).toBeGreaterThan(90);

  expect((await readFile(whole.candidates, "utf8")).trimEnd().split("\n")).toHaveLength(
    summary.candidates.length,
  );

  const cut = await runFiles();
  const good = rehearsalPort();
  const stopping: ModelPort = {
    ask: (request) =>
      request.purpose.startsWith("candidate-60-")
        ? Promise.reject(new StopError("budget"))
        : good.ask(request),
  };
  await expect(synthesize(cut, stopping)).rejects.toThrow("budget");
  expect((await readFile(cut.instructions, "utf8")).trimEnd().split("\n")).toHaveLength(60);

  expect(await synthesize(cut, rehearsalPort())).toMatchObject({ found: 60, missing: 0 });
  expect(await contents(cut)).toEqual(await contents(whole));
});

test("A second run asks for nothing and changes nothing; a larger count adds the difference", async () => {
  const files = await runFiles();
  await synthesize(files, rehearsalPort(), 10);
  const before = await contents(files);
  const idle = rehearsalPort();
  expect(await synthesize(files, idle, 10)).toEqual({
    instructions: [],
    candidates: [],
    found: 10,
    missing: 0,
    testCases: null,
  });
  expect(idle.purposes).toEqual([]);
  expect(await contents(files)).toEqual(before);

  const more = await synthesize(files, rehearsalPort(), 15);
  expect(more.instructions).toHaveLength(5);
  expect((await readFile(files.instructions, "utf8")).startsWith(before[0])).toBe(true);
});

test("A candidate that failed is replaced by what became of it later", async () => {
  const files = await runFiles();
  const refusing: ModelPort = { ask: () => Promise.reject(new ItemError("refused", "not today")) };
  await synthesize(files, refusing, 1).catch(() => undefined);
  expect(await readFile(files.candidates, "utf8")).toContain('"outcome":"failed","reason":"refused"');
  await synthesize(files, rehearsalPort(), 1);
  const outcomes = await Array.fromAsync(
    readRecords(files.candidates, "candidate"),
    ({ outcome, detail }) => [outcome, detail],
  );
  expect(outcomes[0]?.[0]).toBe("kept");
  expect(new Set(outcomes.slice(1).map(([outcome]) => outcome))).toEqual(new Set(["failed"]));
});

test("Evolved instructions and test cases are made once, and a run stopped between them is completed", async () => {
  const files = await runFiles();
  const complete = (model: ModelPort) =>
    runSynthesizeStage({
      ...optionsOf(files, model, 6),
      evolve: 4,
      testCases: true,
    });
  const good = rehearsalPort();
  const stopping: ModelPort = {
    ask: (request) =>
      request.purpose.startsWith("evolution-2-")
        ? Promise.reject(new StopError("budget"))
        : good.ask(request),
  };
  await expect(complete(stopping)).rejects.toThrow("budget");
  expect((await readFile(files.instructions, "utf8")).trimEnd().split("\n")).toHaveLength(8);

  const summary = await complete(rehearsalPort());
  expect(summary).toMatchObject({ found: 8, missing: 0, testCases: { written: 10, missing: [] } });
  const instructions = await readInstructions(files);
  expect(instructions.map(({ source }) => source.kind)).toEqual([
    ...Array(6).fill("synthesized"),
    ...Array(4).fill("evolved"),
  ]);
  for (const { ui_instruct } of instructions) expect(ui_instruct.length).toBeGreaterThanOrEqual(4);

  const whole = await runFiles();
  await runSynthesizeStage({ ...optionsOf(whole, rehearsalPort(), 6), evolve: 4, testCases: true });
  expect(await contents(files)).toEqual(await contents(whole));

  const idle = rehearsalPort();
  expect(await complete(idle)).toMatchObject({ instructions: [], missing: 0, testCases: { written: 0 } });
  expect(idle.purposes).toEqual([]);
});

test("What could not be had is counted", async () => {
  const files = await runFiles();
  const refusing: ModelPort = {
    ask: async (request) => ({ ...(await rehearsalPort().ask(request)), text: "I would rather not." }),
  };
  const summary = await synthesize(files, refusing, 2);
  expect(summary).toMatchObject({ instructions: [], missing: 2 });
  expect(summary.candidates).toHaveLength(16);
});

test("A damaged instructions file is named with its line before anything is asked", async () => {
  const files = await runFiles();
  await synthesize(files, rehearsalPort(), 1);
  await appendFile(files.instructions, await readFile(files.instructions, "utf8"));
  const idle = rehearsalPort();
  await expect(synthesize(files, idle, 2)).rejects.toThrow(
    /instructions\.jsonl: the id "syn-[0-9a-f]+" stands twice/,
  );
  await appendFile(files.instructions, "{\n");
  await expect(synthesize(files, idle, 2)).rejects.toThrow(/instructions\.jsonl, line 3: not JSON/);
  expect(idle.purposes).toEqual([]);
});
