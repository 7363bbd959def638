import { readdir } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, onTestFinished, test } from "vitest";
import { readLedger } from "../../pipeline/run/ledger.ts";
import { openRunReader } from "../../pipeline/run/open-run-reader.ts";
import { RunPaths } from "../../pipeline/run/run-paths.ts";
import { startScriptedModels } from "../../scripts/proof/kill-nine/scripted-models.ts";
import { startPlanner, startWorker, writeScriptedRun } from "../../scripts/proof/queue/queue-programs.ts";
import { ownRedis, redisProgram, withoutRedis } from "../support/redis.ts";
import { s3Keys, startS3StandIn } from "../support/s3-stand-in.ts";
import { temporaryFolder } from "../support/temporary-folder.ts";

test.runIf(redisProgram !== null)(
  `a worker that shares no folder brings what it sealed through the store, faults and all${withoutRedis}`,
  async () => {
    const redis = await ownRedis();
    const models = await startScriptedModels({ instructions: 1, delayMs: () => 10 });
    onTestFinished(() => models[Symbol.asyncDispose]());
    const store = await startS3StandIn((request) => (request % 4 === 0 ? "error-after-commit" : null));
    onTestFinished(() => store[Symbol.asyncDispose]());
    const env = {
      AWS_ACCESS_KEY_ID: s3Keys.accessKeyId,
      AWS_SECRET_ACCESS_KEY: s3Keys.secretAccessKey,
      AWS_ENDPOINT_URL_S3: store.endpoint,
    };
    const more = ["--store", "s3://bucket/run"];
    const run = join(await temporaryFolder(), "run");
    const config = await writeScriptedRun(run, { baseURL: models.baseURL, instructions: 1 });
    const planner = startPlanner({ config, run, queue: redis.url, lease: 30, more, env });
    const worker = startWorker(redis.url, more, env);
    onTestFinished(() => {
      for (const program of [planner, worker]) program.kill();
    });
    expect(await planner.ended, planner.errors()).toBe(0);
    expect(await worker.ended, worker.errors()).toBe(0);

    const reader = await openRunReader(run);
    const ids = await reader.trajectoryIds();
    expect(ids).toHaveLength(2);
    for (const id of ids)
      expect((await reader.openTrajectory(id)).trajectory.sealed?.outcome).toBe("finished");
    expect((await readLedger(new RunPaths(run).ledger)).length).toBe(models.seen.length);
    // both samples were tested alike: one of them had the test written
    expect(models.seen.filter(({ name }) => name.includes("gui-test-instruction"))).toHaveLength(1);
    const keys = [...store.objects.keys()].map((key) => key.split("/")[3]);
    expect(keys.sort()).toEqual(["gui-tests", "inputs", "trajectories", "trajectories"]);
    const own = (await readdir(tmpdir())).filter((name) => name.startsWith("curate-worker-"));
    expect(own).toEqual([]);
  },
  90_000,
);
