import { readdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { setTimeout as delay } from "node:timers/promises";
import { expect, onTestFinished, test } from "vitest";
import { openRunReader } from "../../pipeline/run/open-run-reader.ts";
import { pathExists } from "../../pipeline/run/path-exists.ts";
import { RunPaths, underWayFile } from "../../pipeline/run/run-paths.ts";
import { leftBehind } from "../../scripts/proof/kill-nine/left-behind.ts";
import { type ScriptedModels, startScriptedModels } from "../../scripts/proof/kill-nine/scripted-models.ts";
import type { Program } from "../../scripts/proof/program.ts";
import { startPlanner, startWorker, writeScriptedRun } from "../../scripts/proof/queue/queue-programs.ts";
import type { RedisProcess } from "../../scripts/proof/queue/redis-process.ts";
import { ownRedis, redisProgram, withoutRedis } from "../support/redis.ts";
import { runCurate } from "../support/run-curate.ts";
import { temporaryFolder } from "../support/temporary-folder.ts";

const limitMs = 90_000;
/** Longer than any call of the scripted models, and than a worker takes to ask for the next trajectory. */
const calmMs = 1_500;
/** Of an answer: slow while a command is on its way, so that it finds work that is under way and work that is not. */
const slowMs = 1_500;
const fastMs = 20;
const instructions = 2;
const trajectories = 2 * instructions;

interface Ground {
  run: string;
  queue: string;
  redis: RedisProcess;
  models: ScriptedModels;
  /** Has the models answer at once from now on. */
  hurry(): void;
  /** Starts a planner and two workers. */
  start(): { planner: Program; workers: Program[] };
}

async function openGround(): Promise<Ground> {
  const redis = await ownRedis();
  let answerMs = slowMs;
  const models = await startScriptedModels({ instructions, delayMs: () => answerMs });
  onTestFinished(() => models[Symbol.asyncDispose]());
  const run = join(await temporaryFolder(), "run");
  const config = await writeScriptedRun(run, { baseURL: models.baseURL, instructions });
  const start = () => {
    const planner = startPlanner({ config, run, queue: redis.url });
    const workers = [1, 2].map(() => startWorker(redis.url, ["--run", run, "--concurrency", "1"]));
    onTestFinished(() => {
      for (const program of [planner, ...workers]) program.kill();
    });
    return { planner, workers };
  };
  const hurry = (): void => {
    answerMs = fastMs;
  };
  return { run, queue: redis.url, redis, models, hurry, start };
}

/** `curate queue`, and what it tells as JSON. */
async function steer(action: string, { run, queue }: Ground) {
  const { code, stdout, stderr } = await runCurate(["queue", action, "--queue", queue, "--json"], run);
  expect(code, stderr).toBe(0);
  return JSON.parse(stdout);
}

async function begun({ run }: Ground): Promise<string[]> {
  return await readdir(new RunPaths(run).trajectories);
}

async function sealed({ run }: Ground): Promise<number> {
  const reader = await openRunReader(run);
  const read = await Promise.all((await reader.trajectoryIds()).map((id) => reader.openTrajectory(id)));
  return read.filter(({ trajectory }) => trajectory.sealed !== null).length;
}

async function allEnd({ planner, workers }: ReturnType<Ground["start"]>): Promise<void> {
  for (const program of [planner, ...workers]) expect(await program.ended, program.errors()).toBe(0);
}

test.runIf(redisProgram !== null)(
  `a queue that is paused begins nothing more, for any worker, until it is resumed${withoutRedis}`,
  async () => {
    const ground = await openGround();
    const programs = ground.start();
    await ground.models.arrived(2, AbortSignal.timeout(limitMs));
    expect(await steer("pause", ground)).toMatchObject({ paused: true, plan: { planned: trajectories } });
    ground.hurry();
    const underWay = (await begun(ground)).length;
    expect(underWay).toBeLessThan(trajectories);
    await expect
      .poll(() => steer("status", ground), { timeout: limitMs })
      .toMatchObject({ jobs: { active: 0 } });
    const requests = ground.models.seen.length;
    await delay(calmMs);
    expect(ground.models.seen.length).toBe(requests);
    expect((await begun(ground)).length).toBe(underWay);
    expect(await sealed(ground)).toBe(underWay);

    expect(await steer("resume", ground)).toMatchObject({ paused: false });
    await allEnd(programs);
    expect(await sealed(ground)).toBe(trajectories);
  },
  2 * limitMs,
);

test.runIf(redisProgram !== null)(
  `a drained run ends with what was under way, and goes on when it is planned again${withoutRedis}`,
  async () => {
    const ground = await openGround();
    const { planner, workers } = ground.start();
    await ground.models.arrived(2, AbortSignal.timeout(limitMs));
    expect(await steer("drain", ground)).toMatchObject({ plan: { phase: "draining" } });
    ground.hurry();
    expect(await planner.ended, planner.errors()).toBe(3);
    for (const worker of workers) expect(await worker.ended, worker.errors()).toBe(3);
    const done = await sealed(ground);
    expect(done).toBe((await begun(ground)).length);
    expect(done).toBeLessThan(trajectories);

    // as of a worker that was killed after its last write
    const [first = ""] = await begun(ground);
    const mark = underWayFile(new RunPaths(ground.run).trajectory(first));
    await writeFile(mark, "{}");
    await allEnd(ground.start());
    expect(await sealed(ground)).toBe(trajectories);
    expect(await pathExists(mark)).toBe(false);
  },
  2 * limitMs,
);

test.runIf(redisProgram !== null)(
  `a planner and workers that are stopped while the queue server is away end by themselves${withoutRedis}`,
  async () => {
    const ground = await openGround();
    const { planner, workers } = ground.start();
    await ground.models.arrived(2, AbortSignal.timeout(limitMs));
    await ground.redis.killAndRestart(async () => {
      for (const program of [planner, ...workers]) program.kill("SIGTERM");
      for (const program of [planner, ...workers]) expect(await program.ended, program.errors()).toBe(3);
    });
    expect(await leftBehind(ground.run)).toEqual([]);
  },
  2 * limitMs,
);
