import { randomBytes } from "node:crypto";
import { hostname } from "node:os";
import { UserError } from "../errors.ts";
import type { QueueEngine } from "../queue/job-queue.ts";
import { parseQueueAddress, type QueueAddress } from "../queue/queue-address.ts";
import { SharedState } from "../queue/shared-state.ts";
import type { StateServer } from "../queue/state-server.ts";
import type { CommandContext, CommonOptions } from "./command-context.ts";

export interface QueueOptions extends CommonOptions {
  /** --queue */
  queue?: string;
}

export interface OpenQueue extends AsyncDisposable {
  address: QueueAddress;
  /** Such as `Redis 7.0.15`. */
  server: string;
  engine: QueueEngine;
  state: SharedState;
}

/** A queue server that is started again is back by then. */
export const restartMs = 10_000;

/**
 * Opens the queue that --queue names, after a look at its server, which is waited for as long as `patienceMs` if it does
 * not answer. Throws UserError when it cannot be used.
 */
export async function openQueue(
  url: string | undefined,
  { now, report, signal }: CommandContext,
  { patienceMs = 0 }: { patienceMs?: number } = {},
): Promise<OpenQueue> {
  if (url === undefined)
    throw new UserError("Name the queue with --queue, such as --queue redis://127.0.0.1:6379.");
  const address = parseQueueAddress(url);
  // loaded for whoever uses a queue: other commands start without them
  const { checkServer } = await import("../queue/inspect-server.ts");
  const { openEngine } = await import("../queue/bull-engine.ts");
  const onAway = (reason: string): void =>
    report({
      kind: "notice",
      message: `queue server ${address.shown} does not answer (${reason}): waiting for it, ${patienceMs / 1000} s at most`,
    });
  const server = await checkServer(address, { now, signal, patienceMs, onAway });
  const state = new SharedState(await openStateServer(address), signal);
  return {
    address,
    server,
    engine: openEngine(address, signal),
    state,
    [Symbol.asyncDispose]: () => state[Symbol.asyncDispose](),
  };
}

async function openStateServer({ kind, url, name }: QueueAddress): Promise<StateServer> {
  if (kind === "redis") {
    const { RedisStateServer } = await import("../queue/redis-state-server.ts");
    return new RedisStateServer(url, name);
  }
  const { PostgresStateServer } = await import("../queue/postgres-state-server.ts");
  return new PostgresStateServer(url, name);
}

/** This process, for the reader. */
export function ownPlace(): string {
  return `${hostname()}, process ${process.pid}`;
}

/** A name that no other worker has or had. */
export function newWorkerName(): string {
  return `${hostname().slice(0, 40)}-${process.pid}-${randomBytes(2).toString("hex")}`;
}
