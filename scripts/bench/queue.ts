import { mkdtemp, rm } from "node:fs/promises";
import { availableParallelism, tmpdir } from "node:os";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { findRedis, startRedis } from "../proof/queue/redis-process.ts";
import { measureOverhead } from "./queue/overhead.ts";
import { measureThroughput } from "./queue/throughput.ts";

/**
 * What recording through a queue costs, and what more workers bring: `node scripts/bench/queue.ts [--items 500]
 * [--answer-ms 1500] [--rounds 2] [--only overhead]`. Overhead: ids without work, through redis-server and in this process, by turns.
 * Throughput: one worker and four, two trajectories each at once, on sites of paper with models that answer after a
 * while; counted while all of them are busy.
 */
const { values } = parseArgs({
  options: {
    items: { type: "string", default: "500" },
    "answer-ms": { type: "string", default: "1500" },
    rounds: { type: "string", default: "2" },
    only: { type: "string", default: "" },
  },
});
const redisProgram = await findRedis(process.env.PATH ?? "");
if (redisProgram === null) throw new Error("redis-server is not installed: apt-get install redis-server");
const dir = await mkdtemp(join(tmpdir(), "curate-queue-bench-"));
try {
  await using redis = await startRedis(redisProgram, dir);
  console.log(`${availableParallelism()} processors, Node ${process.versions.node}`);
  const overhead = await measureOverhead({ url: redis.url, dir, items: Number(values.items), pairs: 3 });
  console.log(`
overhead of a trajectory, ${values.items} without work
  in this process    ${overhead.hereMs.toFixed(2)} ms
  through the queue  ${overhead.queueMs.toFixed(2)} ms, of which processor ${overhead.queueCpuMs.toFixed(2)} ms
  the difference     ${(overhead.queueMs - overhead.hereMs).toFixed(2)} ms (wanted: below 5)`);
  const answerMs = Number(values["answer-ms"]);
  const rates: number[] = [];
  for (const workers of values.only === "overhead" ? [] : [1, 4]) {
    rates.push(
      await measureThroughput({
        ...{ redis, workers, answerMs, rounds: Number(values.rounds) },
        dir: join(dir, `workers-${workers}`),
      }),
    );
  }
  const [one = 0, four = 0] = rates;
  if (rates.length > 0)
    console.log(`
trajectories an hour, models that answer after ${answerMs} ms
  1 worker           ${one.toFixed(0)}
  4 workers          ${four.toFixed(0)}
  the ratio          ${(four / one).toFixed(2)} (wanted: at least 3.5)`);
} finally {
  await rm(dir, { recursive: true, force: true });
}
