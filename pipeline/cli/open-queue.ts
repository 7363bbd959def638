import { randomBytes } from "node:crypto";
import { hostname } from "node:os";
import { UserError } from "../errors.ts";
import { openEngine } from "../queue/bull-engine.ts";
import { checkServer } from "../queue/inspect-server.ts";
import type { QueueEngine } from "../queue/job-queue.ts";
import { PostgresStateServer } from "../queue/postgres-state-server.ts";
import { parseQueueAddress, type QueueAddress } from "../queue/queue-address.ts";
import { RedisStateServer } from "../queue/redis-state-server.ts";
import { SharedState } from "../queue/shared-state.ts";
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
  const server = await checkServer(address, now);
  const StateServer = address.kind === "redis" ? RedisStateServer : PostgresStateServer;
  const state = new SharedState(new StateServer(address.url, address.name));
  return {
    address,
    server,
    engine: openEngine(address),
    state,
    [Symbol.asyncDispose]: () => state[Symbol.asyncDispose](),
  };
}

/** This process, for the reader. */
export function ownPlace(): string {
  return `${hostname()}, process ${process.pid}`;
}

/** A name that no other worker has or had. */
export function newWorkerName(): string {
  return `${hostname().slice(0, 40)}-${process.pid}-${randomBytes(2).toString("hex")}`;
}
