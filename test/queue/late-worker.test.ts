import { readdir } from "node:fs/promises";
import { join } from "node:path";
import { expect, onTestFinished, test } from "vitest";
import { readStore } from "../../pipeline/run/event-store.ts";
import { readLedger } from "../../pipeline/run/ledger.ts";
import { RunPaths } from "../../pipeline/run/run-paths.ts";
import { parseTrajectoryEvent } from "../../pipeline/run/trajectory-store.ts";
import { startScriptedModels } from "../../scripts/proof/kill-nine/scripted-models.ts";
import { startPlanner, startWorker, writeScriptedRun } from "../../scripts/proof/queue/queue-programs.ts";
import { ownRedis, redisProgram, withoutRedis } from "../support/redis.ts";
import { temporaryFolder } from "../support/temporary-folder.ts";

const limitMs = 60_000;

test.runIf(redisProgram !== null)(
  `a worker that is stopped, and wakes when another has its trajectories, commits nothing more${withoutRedis}`,
  async () => {
    const redis = await ownRedis();
    const models = await startScriptedModels({ instructions: 1, delayMs: () => 100 });
    onTestFinished(() => models[Symbol.asyncDispose]());
    const run = join(await temporaryFolder(), "run");
    const config = await writeScriptedRun(run, { baseURL: models.baseURL, instructions: 1 });
    const planner = startPlanner({ config, run, queue: redis.url, lease: 1 });
    const late = startWorker(redis.url, ["--run", run]);
    onTestFinished(() => {
      for (const program of [planner, late]) program.kill();
    });
    const signal = AbortSignal.timeout(limitMs);
    await models.arrived(6, signal);
    late.kill("SIGSTOP");
    const before = models.seen.length;
    const other = startWorker(redis.url, ["--run", run]);
    onTestFinished(() => other.kill());
    // it wakes in the middle of the other's work
    await models.arrived(before + 4, signal);
    late.kill("SIGCONT");
    expect(await planner.ended, planner.errors()).toBe(0);
    expect(await other.ended, other.errors()).toBe(0);
    expect(await late.ended, late.errors()).toBe(0);

    const paths = new RunPaths(run);
    const ids = await readdir(paths.trajectories);
    expect(ids).toHaveLength(2);
    let owners = 0;
    for (const id of ids) {
      const { events, damage } = await readStore(paths.trajectory(id), parseTrajectoryEvent);
      expect(damage).toEqual([]);
      const steps = events.flatMap((event) => (event.event === "step-committed" ? [event.node.step] : []));
      expect(steps).toEqual([0, 1, 2, 3, 4, 5]);
      expect(events.filter(({ event }) => event === "trajectory-sealed")).toHaveLength(1);
      expect(events.at(-1)?.event).toBe("trajectory-sealed");
      const files = await readdir(paths.trajectory(id));
      if (files.includes("epoch-2.json")) owners++;
      expect(files.filter((file) => file.endsWith(".tmp"))).toEqual([]);
    }
    // it was stopped with both under way
    expect(owners).toBe(2);

    const ledger = await readLedger(paths.ledger);
    const answered = ledger.filter(({ outcome }) => outcome === "answered");
    const serials = answered.map(({ usage }) => usage?.completionTokens ?? 0);
    expect(new Set(serials).size).toBe(serials.length);
    const lost = models.seen.filter(({ serial }) => !serials.includes(serial));
    // at most the calls in flight: one of each trajectory, or its two judges of a screenshot
    expect(lost.length).toBeLessThanOrEqual(4);
    expect(ledger.length).toBeGreaterThanOrEqual(models.seen.length);
    expect(models.unplanned).toEqual([]);
  },
  limitMs + 20_000,
);
