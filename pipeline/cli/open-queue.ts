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

/** Opens the queue that --queue names, after a look at its server. Throws UserError when it cannot be used. */
export async function openQueue(url: string | undefined, { now }: CommandContext): Promise<OpenQueue> {
  if (url === undefined)
    throw new UserError("Name the queue with --queue, such as --queue redis://127.0.0.1:6379.");
  const address = parseQueueAddress(url);
  // loaded for whoever uses a queue: other commands start without them
  const { checkServer } = await import("../queue/inspect-server.ts");
  const { openEngine } = await import("../queue/bull-engine.ts");
  const server = await checkServer(address, now);
  const state = new SharedState(await openStateServer(address));
  return {
    address,
    server,
    engine: openEngine(address),
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
