import { onTestFinished } from "vitest";
import { findRedis, type RedisProcess, startRedis } from "../../scripts/proof/queue/redis-process.ts";
import { temporaryFolder } from "./temporary-folder.ts";

/** Debian's redis-server, which `npm test` installs where it may; null: it is not there. */
export const redisProgram = await findRedis(process.env.PATH ?? "");

/** Why tests that need redis-server are skipped, as part of their names. */
export const withoutRedis = redisProgram === null ? " (SKIPPED: redis-server is not installed)" : "";

/** A redis-server of the test's own. */
export async function ownRedis(settings: readonly string[] = []): Promise<RedisProcess> {
  if (redisProgram === null) throw new Error("redis-server is not installed");
  const redis = await startRedis(redisProgram, await temporaryFolder(), settings);
  onTestFinished(() => redis[Symbol.asyncDispose]());
  return redis;
}
