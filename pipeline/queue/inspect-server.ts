import { setTimeout as delay } from "node:timers/promises";
import { Redis } from "ioredis";
import pg from "pg";
import { formatBytes } from "../doctor/format-bytes.ts";
import { errorMessage, UserError } from "../errors.ts";
import { isAway } from "./once-there.ts";
import type { QueueAddress } from "./queue-address.ts";
import type { ServerReport } from "./state-server.ts";

const connectTimeoutMs = 5_000;
const againMs = 250;
/** The oldest that BullMQ's scripts are recommended for. */
const oldestRedis = [6, 2];
const oldestPostgres = 14;
/** A server as full as this refuses writes before a run is through. */
const fullShare = 0.95;
/** Clocks of machines that keep the time differ by far less; by more, something is set wrong. */
const largestClockDifferenceMs = 60_000;

export interface CheckOptions {
  now(): Date;
  /** So long is a server waited for that does not answer, as one that is being started again. Milliseconds. */
  patienceMs: number;
  /** Told once when it is waited for, and why. */
  onAway?(reason: string): void;
  signal: AbortSignal;
}

/**
 * Looks whether a queue server can be used. Throws UserError when it is absent, too old, drops entries when it is full,
 * is full, or its clock and ours are far apart. Returns what it is, such as `Redis 7.0.15`.
 */
export async function checkServer(address: QueueAddress, options: CheckOptions): Promise<string> {
  const report = await inspect(address, options);
  if (report.problem !== null) throw new UserError(`Queue server ${address.shown}: ${report.problem}`);
  const differenceMs = report.nowMs - options.now().getTime();
  if (Math.abs(differenceMs) > largestClockDifferenceMs) {
    const seconds = Math.round(Math.abs(differenceMs) / 1000);
    throw new UserError(
      `Queue server ${address.shown}: its clock is ${seconds} s ${differenceMs > 0 ? "ahead of" : "behind"} this machine's, more than the ${largestClockDifferenceMs / 1000} s that are tolerated. Set both clocks (for instance with chrony), then start again.`,
    );
  }
  return report.server;
}

async function inspect(
  address: QueueAddress,
  { patienceMs, signal, onAway }: Pick<CheckOptions, "patienceMs" | "signal" | "onAway">,
): Promise<ServerReport> {
  const deadline = performance.now() + patienceMs;
  for (let tries = 1; ; tries++) {
    try {
      return await (address.kind === "redis" ? inspectRedis(address.url) : inspectPostgres(address.url));
    } catch (cause) {
      const message = errorMessage(cause) || "nothing answers";
      if (!isAway(cause) || performance.now() >= deadline)
        throw new UserError(
          `No queue server can be used at ${address.shown}: ${message}. Start one, or name another with --queue.`,
          { cause },
        );
      if (tries === 1) onAway?.(message);
      await delay(againMs, undefined, { signal }).catch(() => signal.throwIfAborted());
    }
  }
}

async function inspectRedis(url: string): Promise<ServerReport> {
  const redis = new Redis(url, {
    lazyConnect: true,
    connectTimeout: connectTimeoutMs,
    retryStrategy: () => null,
    maxRetriesPerRequest: 0,
  });
  let lastError: Error | null = null;
  redis.on("error", (error: Error) => {
    lastError = error;
  });
  try {
    await redis.connect();
    const info = parseInfo(await redis.info());
    const [seconds, micros] = await redis.time();
    return {
      server: `Redis ${info.get("redis_version") ?? "of unknown version"}`,
      problem: redisProblem(info),
      nowMs: Number(seconds) * 1000 + Number(micros) / 1000,
    };
  } catch (error) {
    // "Connection is closed." says less than what closed it
    throw lastError ?? error;
  } finally {
    redis.disconnect();
  }
}

/** Fields of Redis's INFO (https://redis.io/docs/latest/commands/info). */
export function parseInfo(text: string): Map<string, string> {
  return new Map(
    text.split(/\r?\n/).flatMap((line): [string, string][] => {
      const colon = line.indexOf(":");
      return colon < 1 ? [] : [[line.slice(0, colon), line.slice(colon + 1).trim()]];
    }),
  );
}

/** Why a Redis server cannot keep a queue; null: it can. */
export function redisProblem(info: ReadonlyMap<string, string>): string | null {
  const version = info.get("redis_version") ?? "";
  const [major = 0, minor = 0] = version.split(".").map(Number);
  const [oldestMajor = 0, oldestMinor = 0] = oldestRedis;
  if (!(major > oldestMajor || (major === oldestMajor && minor >= oldestMinor)))
    return `it is Redis ${version || "of unknown version"}, and ${oldestRedis.join(".")} or newer is needed. Install a newer one.`;
  if (info.get("role") === "slave")
    return "it is a replica and takes no writes. Name the primary server with --queue.";
  const policy = info.get("maxmemory_policy") ?? "noeviction";
  const limit = Number(info.get("maxmemory") ?? 0);
  if (policy !== "noeviction")
    return `its maxmemory-policy is ${policy}, which drops entries of the queue when memory is short. Set it with \`redis-cli config set maxmemory-policy noeviction\`.`;
  const used = Number(info.get("used_memory") ?? 0);
  if (limit > 0 && used >= limit * fullShare)
    return `it is full: ${formatBytes(used)} of maxmemory ${formatBytes(limit)} are in use. Raise maxmemory, or remove what is not needed.`;
  return null;
}

async function inspectPostgres(url: string): Promise<ServerReport> {
  const pool = new pg.Pool({ connectionString: url, max: 1, connectionTimeoutMillis: connectTimeoutMs });
  pool.on("error", () => undefined);
  try {
    const { rows } = await pool.query(
      "SELECT current_setting('server_version') AS version, pg_is_in_recovery() AS replica, extract(epoch from clock_timestamp()) * 1000 AS now",
    );
    const { version, replica, now } = rows[0] ?? {};
    const isOld = !(Number.parseInt(String(version), 10) >= oldestPostgres);
    return {
      server: `PostgreSQL ${version}`,
      problem: isOld
        ? `it is PostgreSQL ${version}, and ${oldestPostgres} or newer is needed. Install a newer one.`
        : replica === true
          ? "it is a replica and takes no writes. Name the primary server with --queue."
          : null,
      nowMs: Number(now),
    };
  } finally {
    await pool.end();
  }
}
