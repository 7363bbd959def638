import { readdir, readFile, stat, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { expect, onTestFinished, test } from "vitest";
import { planCommand } from "../../pipeline/cli/commands/plan.ts";
import type { PlanReport } from "../../pipeline/cli/plan-text.ts";
import type { Config } from "../../pipeline/contracts/generated/config.ts";
import { type ChatServer, startChatServer } from "../support/chat-server.ts";
import { commandWorld } from "../support/command-world.ts";
import { recordPilot } from "../support/finished-run.ts";
import { temporaryFolder } from "../support/temporary-folder.ts";

const price = { inputPerMillionUsd: 0, outputPerMillionUsd: 1000 };
const exactly = (value: number) => ({ low: value, likely: value, high: value });

/** Every trajectory is one call of 100 tokens in, 40 of them cached, and 900 out: 0.90 dollars. */
async function finishingServer(): Promise<ChatServer> {
  const server = await startChatServer(() => ({
    text: '<boltAction type="finish"/>',
    usage: { prompt_tokens: 100, completion_tokens: 900, prompt_tokens_details: { cached_tokens: 40 } },
  }));
  onTestFinished(() => server[Symbol.asyncDispose]());
  return server;
}

async function writeConfig(
  dir: string,
  baseURL: string,
  { models = {}, ...parts }: Omit<Partial<Config>, "models"> & { models?: Partial<Config["models"]> } = {},
): Promise<string> {
  // a plan needs no key
  const endpoint = { baseURL, model: "m", apiKeyEnv: "NO_SUCH_KEY", price };
  const path = join(dir, "c.json");
  const config = {
    run: join(dir, "run"),
    synthesize: { count: 10 },
    ...parts,
    models: { teacher: endpoint, vision: endpoint, feedback: endpoint, ...models },
  };
  await writeFile(path, JSON.stringify(config));
  return path;
}

async function plan(config: string, options: { limit?: number } = {}): Promise<PlanReport> {
  const world = commandWorld(join(config, ".."));
  expect(await planCommand({ config, json: true, ...options }, world)).toBe(0);
  return JSON.parse(world.printed.join("\n"));
}

async function planText(config: string): Promise<string> {
  const world = commandWorld(join(config, ".."));
  await planCommand({ config }, world);
  return world.printed.join("\n");
}

/** Every file with its content and the time of its last change. */
async function stateOf(dir: string): Promise<[string, string, number][]> {
  const entries = await readdir(dir, { recursive: true, withFileTypes: true });
  const files = entries
    .filter((entry) => entry.isFile())
    .map(({ parentPath, name }) => join(parentPath, name));
  return Promise.all(
    files.sort().map(async (path) => [path, await readFile(path, "base64"), (await stat(path)).mtimeMs]),
  );
}

test("from a pilot: the rest of the run, with nothing asked, paid or written", async () => {
  const server = await finishingServer();
  const dir = await temporaryFolder();
  const config = await writeConfig(dir, server.baseURL, { record: { samples: 2 } });
  await recordPilot(config, { instructions: 10, recorded: 4 });
  const before = { requests: server.requests.length, files: await stateOf(dir) };
  const report = await plan(config);
  await planText(config);
  expect({ requests: server.requests.length, files: await stateOf(dir) }).toEqual(before);

  expect(before.requests).toBe(8);
  expect(report.left).toEqual({ instructions: 0, trajectories: 12, begun: 0, sealed: 8, planned: 20 });
  expect(report.basis.record).toEqual({ kind: "pilot", units: 8 });
  expect(report.calls).toEqual([
    {
      stage: "record",
      role: "teacher",
      model: "m",
      calls: exactly(12),
      promptTokens: exactly(1200),
      cachedTokens: exactly(480),
      completionTokens: exactly(10_800),
      costUsd: { low: expect.closeTo(10.8), likely: expect.closeTo(10.8), high: expect.closeTo(10.8) },
    },
  ]);
  expect(report.spent).toEqual({ usd: expect.closeTo(7.2), tokens: 8000, unpricedCalls: 0 });
  expect(report.diskBytes.low).toBeGreaterThan(0);
  expect(report.assumptions.join("\n")).toContain("the 8 sealed ones of this run");
  expect(report.warnings).toEqual([]);
});

test("a limit plans for the first instructions only, and a finished run has nothing left", async () => {
  const server = await finishingServer();
  const config = await writeConfig(await temporaryFolder(), server.baseURL);
  await recordPilot(config, { instructions: 10, recorded: 4 });
  expect((await plan(config, { limit: 6 })).left).toMatchObject({ trajectories: 2, sealed: 4 });
  expect((await plan(config, { limit: 4 })).left).toMatchObject({ trajectories: 0, sealed: 4 });
  await recordPilot(config, { instructions: 10, recorded: 10 });
  expect(await planText(config)).toMatch(
    /nothing is left to synthesize or record \(10 trajectories sealed\)/,
  );
});

test("instructions still to be synthesized count, and so do their trajectories", async () => {
  const server = await finishingServer();
  const config = await writeConfig(await temporaryFolder(), server.baseURL, { synthesize: { count: 25 } });
  await recordPilot(config, { instructions: 10, recorded: 4 });
  // the ten are imported: 25 are synthesized beside them, as `curate run` does it
  expect((await plan(config)).left).toMatchObject({ instructions: 25, trajectories: 31, sealed: 4 });
});

test("without a run folder: from assumptions, which are printed, and no folder is made", async () => {
  const server = await finishingServer();
  const dir = await temporaryFolder();
  const config = await writeConfig(dir, server.baseURL);
  const report = await plan(config);
  expect(await readdir(dir)).toEqual(["c.json"]);
  expect(server.requests).toEqual([]);
  expect(report.left).toMatchObject({ instructions: 10, trajectories: 10 });
  expect(report.basis).toEqual({ synthesize: { kind: "defaults" }, record: { kind: "defaults" } });
  for (const spread of [report.total.calls, report.total.tokens, report.hours.total, report.diskBytes]) {
    expect(spread.low).toBeLessThan(spread.likely);
    expect(spread.likely).toBeLessThan(spread.high);
  }
  expect(report.assumptions.join("\n")).toContain("the numbers are assumptions");
});

test("a budget that does not cover the plan: told how many trajectories it reaches", async () => {
  const server = await finishingServer();
  const config = await writeConfig(await temporaryFolder(), server.baseURL, { budget: { maxUsd: 6 } });
  await recordPilot(config, { instructions: 10, recorded: 4 });
  // 4 x 0.90 are spent, 2.40 are left for six of 0.90
  const report = await plan(config);
  expect(report.budget).toMatchObject([
    { limit: "budget.maxUsd", covers: "no", trajectories: { likely: 2 } },
  ]);
  expect(report.warnings.join("\n")).toMatch(
    /budget\.maxUsd leaves \$2\.40, which does not cover the plan: it reaches about 2 of the 6 trajectories left/,
  );
});

test("without a price the money is unknown, and never 0", async () => {
  const server = await finishingServer();
  const bare = { baseURL: server.baseURL, model: "m" };
  const config = await writeConfig(await temporaryFolder(), server.baseURL, {
    models: { teacher: bare },
    budget: { maxUsd: 6 },
  });
  await recordPilot(config, { instructions: 10, recorded: 4 });
  const report = await plan(config);
  expect(report.total).toMatchObject({ costUsd: null, unpricedRoles: ["teacher"] });
  expect(report.spent.unpricedCalls).toBe(4);
  expect(report.warnings.join("\n")).toMatch(/The cost is unknown: no price is given for teacher/);
  expect(report.warnings.join("\n")).toMatch(/budget\.maxUsd does not count their calls/);
  expect(await planText(config)).toMatch(/\n {2}cost {2}unknown/);
});

test("a mix of rehearsal and real models is said to be one", async () => {
  const rehearsal = { baseURL: "rehearsal", model: "r" };
  const config = await writeConfig(await temporaryFolder(), "http://127.0.0.1:9/v1", {
    models: { vision: rehearsal },
  });
  const report = await plan(config);
  expect(report.label).toBe("rehearsal");
  expect(report.warnings.join("\n")).toMatch(
    /Some models are rehearsal models \(vision, gui\), others are real/,
  );
});

test("a run of another configuration is refused, the difference named", async () => {
  const server = await finishingServer();
  const dir = await temporaryFolder();
  const config = await writeConfig(dir, server.baseURL);
  await recordPilot(config, { instructions: 1, recorded: 1 });
  await writeConfig(dir, server.baseURL, { seed: 9 });
  await expect(plan(config)).rejects.toThrow(/made with another configuration \(seed differs\)/);
});
