import { mkdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { expect, onTestFinished, test } from "vitest";
import { statusCommand } from "../../pipeline/cli/commands/status.ts";
import { startChatServer } from "../support/chat-server.ts";
import { commandWorld } from "../support/command-world.ts";
import { recordPilot } from "../support/finished-run.ts";
import { temporaryFolder } from "../support/temporary-folder.ts";

/** A run of three instructions, two of them recorded: a first call that fails, then two that finish. */
async function makeRun(): Promise<{ config: string; dir: string }> {
  const server = await startChatServer((index) =>
    index === 0
      ? { status: 500, body: "{}" }
      : {
          text: '<boltAction type="finish"/>',
          usage: { prompt_tokens: 100, completion_tokens: 50, prompt_tokens_details: { cached_tokens: 25 } },
        },
  );
  onTestFinished(() => server[Symbol.asyncDispose]());
  const dir = await temporaryFolder();
  const endpoint = {
    baseURL: server.baseURL,
    model: "m",
    price: { inputPerMillionUsd: 1000, outputPerMillionUsd: 2000 },
  };
  const config = join(dir, "c.json");
  const models = { teacher: endpoint, vision: endpoint, feedback: endpoint };
  await writeFile(config, JSON.stringify({ run: join(dir, "run"), models }));
  await recordPilot(config, { instructions: 3, recorded: 2 });
  return { config, dir };
}

async function status(config: string, id: string | undefined, json: boolean): Promise<string> {
  const world = commandWorld(join(config, ".."));
  expect(await statusCommand(id, { config, json }, world)).toBe(0);
  return world.printed.join("\n");
}

test("what a run holds and what it spent: by role, by stage, judges and retries apart", async () => {
  const { config } = await makeRun();
  const result = JSON.parse(await status(config, undefined, true));
  expect(result).toMatchObject({
    instructions: 3,
    trajectories: { planned: 3, begun: 2, sealed: 2, failed: 0 },
    spend: {
      total: {
        calls: 3,
        answered: 2,
        failed: 1,
        retries: 1,
        promptTokens: 200,
        cachedTokens: 50,
        cachedShare: 0.25,
        completionTokens: 100,
        costUsd: expect.closeTo(0.4),
        unpricedCalls: 0,
      },
      byRole: [{ role: "teacher", models: ["served-model"], calls: 3 }],
      byStage: [{ stage: "record", calls: 3 }],
      judges: { calls: 0, costUsd: 0 },
      retries: { calls: 1, costUsd: expect.closeTo(0.2) },
    },
  });
  const text = await status(config, undefined, false);
  expect(text).toMatch(/3 instructions; 2 of 3 trajectories sealed/);
  expect(text).toMatch(/\n {2}teacher +served-model +3 +1 +200 +25\.0% +100 /);
  expect(text).toMatch(/\n {2}retries +1 /);
});

test("one trajectory by the beginning of its id: its tree and its own spend", async () => {
  const { config } = await makeRun();
  const result = JSON.parse(await status(config, "i-1", true));
  expect(result).toMatchObject({
    instructionId: "i-1",
    sealed: { outcome: "finished", chosen: null },
    chosenPath: [],
    nodes: [{ step: 0, kind: "finish" }],
    backtracks: [],
    retries: [],
    spend: { total: { answered: 1 } },
  });
  expect(await status(config, "i-1", false)).toMatch(/0 finish +screenshot not-run, GUI not-run/);
  await expect(status(config, "i-", false)).rejects.toThrow(/2 trajectories begin with "i-"/);
});

test("a trajectory whose process was killed before its first line is not begun, and nobody stumbles over it", async () => {
  const { config, dir } = await makeRun();
  const [empty, cut] = ["i-2.0.00000000", "i-2.0.00000001"].map((id) => join(dir, "run/trajectories", id));
  await mkdir(empty ?? "");
  await mkdir(cut ?? "");
  await writeFile(join(cut ?? "", "journal.jsonl"), "");
  expect(JSON.parse(await status(config, undefined, true)).trajectories.begun).toBe(2);
});
