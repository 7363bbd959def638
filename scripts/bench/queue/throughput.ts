import { join } from "node:path";
import { instructionAt, samples, scriptedCalls } from "../../proof/kill-nine/script.ts";
import { startScriptedModels } from "../../proof/kill-nine/scripted-models.ts";
import { startPlanner, startWorker, writeScriptedRun } from "../../proof/queue/queue-programs.ts";
import type { RedisProcess } from "../../proof/queue/redis-process.ts";

const concurrency = 2;
/** A side that takes longer is broken. Milliseconds. */
const limitMs = 300_000;

export interface ThroughputOptions {
  redis: RedisProcess;
  dir: string;
  workers: number;
  answerMs: number;
  /** Trajectories that follow one another in each place. */
  rounds: number;
}

/**
 * Trajectories an hour of so many workers, from the calls that the model server saw between the moment when all of them
 * were at work and the moment when the last trajectory was begun: processes that start and end are not counted.
 */
export async function measureThroughput(options: ThroughputOptions): Promise<number> {
  const { redis, dir, workers, answerMs, rounds } = options;
  const places = workers * concurrency;
  const instructions = Math.ceil((places * (rounds + 1)) / samples);
  const arrivedAt: number[] = [];
  await using models = await startScriptedModels({
    instructions,
    delayMs: (serial) => {
      arrivedAt[serial] = performance.now();
      return answerMs;
    },
  });
  const run = join(dir, "run");
  const config = await writeScriptedRun(run, { baseURL: models.baseURL, instructions });
  const queue = `${redis.url}?queue=throughput${workers}`;
  const crew = Array.from({ length: workers }, () =>
    startWorker(queue, ["--run", run, "--concurrency", `${concurrency}`]),
  );
  const programs = [startPlanner({ config, run, queue, lease: 30 }), ...crew];
  const limit = setTimeout(() => {
    for (const program of programs) program.kill();
  }, limitMs);
  try {
    for (const program of programs) {
      const code = await program.ended;
      if (code !== 0) throw new Error(`A program ended with ${code}:\n${program.errors()}`);
    }
  } finally {
    clearTimeout(limit);
    for (const program of programs) program.kill();
  }
  const begun = new Map<string, number>();
  for (const { name, serial } of models.seen) {
    const [sample = ""] = name.split(" ");
    if (!begun.has(sample)) begun.set(sample, arrivedAt[serial] ?? 0);
  }
  const starts = [...begun.values()].sort((a, b) => a - b);
  const [from = 0, to = 0] = [starts[places - 1], starts.at(-1)];
  const calls = arrivedAt.filter((at) => at >= from && at < to).length;
  // the two samples of an instruction share the writing of its test
  const callsEach = scriptedCalls(instructionAt(0).id).size / samples - 1 / samples;
  return calls / callsEach / ((to - from) / 3_600_000);
}
