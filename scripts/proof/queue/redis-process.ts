import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { setTimeout as delay } from "node:timers/promises";
import { Redis } from "ioredis";
import { findProgram } from "../../../pipeline/find-program.ts";
import { freePort } from "./free-port.ts";
import type { QueueServer } from "./queue-server.ts";

const startLimitMs = 15_000;

export interface RedisProcess extends QueueServer {
  command(...words: [string, ...string[]]): Promise<unknown>;
}

/** Where redis-server is; null: it is not installed. */
export function findRedis(searchPath: string): Promise<string | null> {
  return findProgram("redis-server", searchPath);
}

/** Starts Debian's redis-server. `settings`: more of its options, such as `["--maxmemory", "4mb"]`. */
export async function startRedis(
  program: string,
  dir: string,
  settings: readonly string[] = [],
): Promise<RedisProcess> {
  const port = await freePort();
  const start = async (): Promise<ChildProcess> => {
    const args = [
      "--port",
      `${port}`,
      "--bind",
      "127.0.0.1",
      "--dir",
      dir,
      "--save",
      "",
      "--appendonly",
      "yes",
    ];
    const child = spawn(program, [...args, ...settings], { stdio: "ignore" });
    await answered(port, child);
    return child;
  };
  let child = await start();
  const withClient = async <Result>(work: (redis: Redis) => Promise<Result>): Promise<Result> => {
    const redis = new Redis(port, "127.0.0.1");
    try {
      return await work(redis);
    } finally {
      redis.disconnect();
    }
  };
  return {
    url: `redis://127.0.0.1:${port}`,
    killAndRestart: async (whileAway) => {
      await end(child);
      await whileAway?.();
      child = await start();
    },
    wipe: () => withClient(async (redis) => void (await redis.flushall())),
    command: (...words) => withClient((redis) => redis.call(...words)),
    [Symbol.asyncDispose]: () => end(child),
  };
}

async function end(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const ended = once(child, "exit");
  child.kill("SIGKILL");
  await ended;
}

/** Resolves once the server has loaded what it kept, and answers. */
async function answered(port: number, child: ChildProcess): Promise<void> {
  const limit = AbortSignal.timeout(startLimitMs);
  for (;;) {
    const redis = new Redis(port, "127.0.0.1", { lazyConnect: true, retryStrategy: () => null });
    redis.on("error", () => undefined);
    try {
      await redis.connect();
      await redis.ping();
      return;
    } catch (cause) {
      if (limit.aborted || child.exitCode !== null) throw new Error("redis-server did not start", { cause });
      await delay(20);
    } finally {
      redis.disconnect();
    }
  }
}
