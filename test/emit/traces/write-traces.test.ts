import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { beforeEach, describe, expect, it } from "vitest";
import { checkContract } from "../../../pipeline/contracts/validators.ts";
import { readManifest } from "../../../pipeline/dataset/read-manifest.ts";
import { readFilterResult } from "../../../pipeline/recipe/filter-result.ts";
import type { RunReader } from "../../../pipeline/run/run-reader.ts";
import { verifyAgainstRun } from "../../../stages/emit/verify-against-run.ts";
import { verifyDataset } from "../../../stages/emit/verify-dataset.ts";
import { buildRecipe, filterAndEmit } from "../../support/emitted-run.ts";
import { buildInstruction, memoryRun, systemPrompt } from "../../support/memory-run.ts";
import { temporaryFolder } from "../../support/temporary-folder.ts";

const signal = new AbortController().signal;
const recipe = buildRecipe({ traces: ["atif", "session"] });
let dir: string;
let run: RunReader;

// 0 ─ 1 (left for 2, then 3) and 0 ─ 4 ─ 5 (chosen) ─ 6 (finish)
beforeEach(async () => {
  run = memoryRun({
    dir: await temporaryFolder(),
    instructions: [buildInstruction("i-1"), buildInstruction("i-2")],
    trajectories: [
      {
        instruction: "Build  a\nshop.",
        teacher: "teacher-1",
        steps: [
          { reply: "r0", feedback: "f0", screenshot: 3 },
          { reply: "r1", feedback: "f1", screenshot: 0, isError: true },
          { reply: "r2", feedback: "f2", screenshot: 0, isError: true },
          { reply: "r3", feedback: "f3", screenshot: 1, parent: 1, isError: true },
          { reply: "r4", feedback: "f4", screenshot: 5, parent: 0 },
          { reply: "r5", feedback: "f5", kind: "gui-test", screenshot: 5, gui: 4 },
          { reply: "r6", kind: "finish" },
        ],
        chosen: 5,
      },
      { instructionId: "i-2", steps: [{ screenshot: 1 }], chosen: 0 },
    ],
  });
  ({ dir } = await filterAndEmit(run, recipe));
});

const read = (path: string): Promise<string> => readFile(join(dir, path), "utf8");
const atif = async (branch: string) => JSON.parse(await read(`traces/atif/i-1.0-${branch}.json`));
const session = async (branch: string) =>
  (await read(`traces/sessions/i-1.0-${branch}.jsonl`))
    .trimEnd()
    .split("\n")
    .map((line) => JSON.parse(line));

describe("traces of a dataset", () => {
  it("are a file for each branch of each kept trajectory, and nothing of the others", async () => {
    expect((await readManifest(dir)).besideFiles?.map(({ path }) => path).filter(isTrace)).toEqual([
      "traces/atif/i-1.0-2.json",
      "traces/atif/i-1.0-3.json",
      "traces/atif/i-1.0-6.json",
      "traces/sessions/i-1.0-2.jsonl",
      "traces/sessions/i-1.0-3.jsonl",
      "traces/sessions/i-1.0-6.jsonl",
    ]);
  });

  it("tell the best path in ATIF: steps numbered from 1, feedback as observation, scores beside", async () => {
    const trace = await atif("6");
    expect(trace).toMatchObject({
      schema_version: "ATIF-v1.7",
      session_id: "i-1.0",
      trajectory_id: "i-1.0-6",
      agent: { name: "webgen-agent", model_name: "teacher-1" },
      extra: { instruction_id: "i-1", branch: "best" },
    });
    expect(trace.steps.map(({ step_id, source, message }: never) => [step_id, source, message])).toEqual([
      [1, "system", systemPrompt],
      [2, "user", "Build  a\nshop."],
      [3, "agent", "r0"],
      [4, "agent", "r4"],
      [5, "agent", "r5"],
      [6, "agent", "r6"],
    ]);
    expect(trace.steps[4]).toMatchObject({
      observation: { results: [{ content: "f5" }] },
      extra: { step: 5, kind: "gui-test", is_error: false, screenshot_score: 5, gui_score: 4 },
    });
    expect(trace.steps[5]).not.toHaveProperty("observation");
    expect(trace.final_metrics.total_steps).toBe(6);
    expect(checkContract("atif-trajectory", trace).ok).toBe(true);
  });

  it("tell what was abandoned as such", async () => {
    const trace = await atif("3");
    expect(trace.extra.branch).toBe("abandoned");
    expect(trace.steps.slice(2).map(({ message }: { message: string }) => message)).toEqual([
      "r0",
      "r1",
      "r3",
    ]);
  });

  it("are sessions of a header and messages for the Hub's viewer", async () => {
    const [header, ...messages] = await session("2");
    expect(header).toEqual({
      ...{ type: "session", harness: "webgen-agent", id: "i-1.0-2" },
      ...{ name: "Build a shop.", branch: "abandoned" },
    });
    expect(messages.map(({ message: { role, content } }) => [role, content])).toEqual([
      ["system", systemPrompt],
      ["user", "Build  a\nshop."],
      ["assistant", "r0"],
      ["user", "f0"],
      ["assistant", "r1"],
      ["user", "f1"],
      ["assistant", "r2"],
      ["user", "f2"],
    ]);
    expect(messages[2].message.model).toBe("teacher-1");
  });

  it("are checked with the dataset, alone and against the run", async () => {
    expect((await verifyDataset(dir, signal)).problems).toEqual([]);
    const options = { run, recipe, systemPrompt, signal };

    const filtered = await readFilterResult(run.dir, recipe);
    const scratch = await temporaryFolder();
    expect(await verifyAgainstRun(dir, { ...options, filtered, scratch })).toEqual([]);
    const { dir: changed } = await filterAndEmit(
      memoryRun({
        dir: await temporaryFolder(),
        instructions: [buildInstruction("i-1")],
        trajectories: [{ steps: [{ screenshot: 5, reply: "other" }], chosen: 0 }],
      }),
      recipe,
    );
    expect(
      await verifyAgainstRun(changed, { ...options, filtered, scratch: await temporaryFolder() }),
    ).toContain("traces/atif/i-1.0-0.json: the run gives no such file");
  });
});

function isTrace(path: string): boolean {
  return path.startsWith("traces/");
}
