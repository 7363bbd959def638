import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { printFindings } from "./print-findings.ts";
import { findPostgres, startPostgres } from "./queue/postgres-process.ts";
import { proveQueue } from "./queue/prove.ts";
import type { QueueServer } from "./queue/queue-server.ts";
import { findRedis, startRedis } from "./queue/redis-process.ts";

/**
 * Workers, the queue server and the planner are killed with SIGKILL every few seconds, the server is wiped in the
 * middle; prints whether anything was lost, recorded twice or left behind:
 * `node scripts/proof/queue.ts [--seconds 300] [--instructions 250] [--workers 4] [--concurrency 2] [--answer-ms 400]
 * [--seed 1] [--server redis]`, or `--server postgres`. An instruction has two trajectories. Exit code 1 when something
 * was.
 */
const { values } = parseArgs({
  options: {
    seconds: { type: "string", default: "300" },
    instructions: { type: "string", default: "250" },
    workers: { type: "string", default: "4" },
    concurrency: { type: "string", default: "2" },
    "answer-ms": { type: "string", default: "400" },
    seed: { type: "string", default: "1" },
    server: { type: "string", default: "redis" },
  },
});
const openServer = values.server === "postgres" ? await postgresOpener() : await redisOpener();
const dir = await mkdtemp(join(tmpdir(), "curate-queue-proof-"));
try {
  const { violations, ...counts } = await proveQueue({
    dir,
    openServer,
    seconds: Number(values.seconds),
    instructions: Number(values.instructions),
    workers: Number(values.workers),
    concurrency: Number(values.concurrency),
    answerMs: Number(values["answer-ms"]),
    seed: Number(values.seed),
    onEvent: (what) => console.log(what),
  });
  printFindings(
    `${counts.trajectories} trajectories by ${values.workers} workers in ${counts.seconds} s, each sealed once`,
    [
      [
        "kill -9",
        `${counts.workerKills} of workers, ${counts.serverKills} of the queue server, ${counts.plannerKills} of the planner`,
      ],
      ["queue server wiped", `${counts.wipes} times`],
      ["requests the server saw", counts.requests],
      ["calls answered, each once", counts.calls],
      ["requests repeated", counts.repeated],
      ["ledger: abandoned calls", counts.abandoned],
    ],
    violations,
  );
} finally {
  await rm(dir, { recursive: true, force: true });
}

type OpenServer = (dir: string) => Promise<QueueServer>;

async function redisOpener(): Promise<OpenServer> {
  const program = await findRedis(process.env.PATH ?? "");
  if (program === null) throw new Error("redis-server is not installed: apt-get install redis-server");
  return (dir) => startRedis(program, dir);
}

async function postgresOpener(): Promise<OpenServer> {
  const program = await findPostgres(process.env.PATH ?? "");
  if (program === null) throw new Error("PostgreSQL is not installed: apt-get install postgresql");
  return () => startPostgres(program);
}
