import {
  type BackendFactory,
  createPostgresBackend,
  createRedisBackend,
  DelayedError,
  type IQueueBackend,
  type Job,
  Queue,
  QueueEvents,
  UnrecoverableError,
  WaitingError,
  Worker,
} from "bullmq";
import { BullQueue } from "./bull-queue.ts";
import { closeWithin } from "./close-within.ts";
import type { JobEnd, JobQueue, JobWorker, JobWorkerOptions, QueueEngine } from "./job-queue.ts";
import { onceThere } from "./once-there.ts";
import type { QueueAddress } from "./queue-address.ts";

/** A killed worker takes its ids with it this often before they are given up: machines that are taken away are many. */
const maxStalledCount = 10;

/** BullMQ on the server that an address names. */
export function openEngine({ kind, url, name }: QueueAddress): QueueEngine {
  return kind === "redis"
    ? new BullEngine(name, { url, maxRetriesPerRequest: null, retryStrategy: () => 200 }, createRedisBackend)
    : new BullEngine(name, { connectionString: url, migrate: true }, createPostgresBackend);
}

class BullEngine<Backend extends IQueueBackend, Connection> implements QueueEngine {
  readonly #name: string;
  readonly #connection: Connection;
  readonly #factory: BackendFactory<Backend, Connection>;

  constructor(name: string, connection: Connection, factory: BackendFactory<Backend, Connection>) {
    this.#name = name;
    this.#connection = connection;
    this.#factory = factory;
  }

  async openQueue(): Promise<JobQueue> {
    const server = { connection: this.#connection, prefix: "curate" };
    const options = { ...server, streams: { events: { maxLen: 1_000 } } };
    const queue = await opened(
      () =>
        new Queue<object, void, string, object, void, string, Backend, Connection>(
          this.#name,
          options,
          this.#factory,
        ),
    );
    const openEvents = () =>
      opened(() => new QueueEvents<void, Backend, Connection>(this.#name, server, this.#factory));
    return new BullQueue(queue, openEvents);
  }

  async startWorker({ concurrency, leaseMs, work }: JobWorkerOptions): Promise<JobWorker> {
    let active = 0;
    const process = async (job: Job<object, void, string>, token = ""): Promise<void> => {
      const id = job.id ?? "";
      active++;
      try {
        // what is told is for the live view alone
        const end = await work(id, (news) => void job.updateProgress({ ...news }).catch(() => undefined));
        await onceThere(() => endJob(job, token, end));
      } finally {
        active--;
      }
    };
    const start = () =>
      new Worker<object, void, string, Backend, object, Connection>(
        this.#name,
        process,
        {
          connection: this.#connection,
          prefix: "curate",
          concurrency,
          lockDuration: leaseMs,
          stalledInterval: Math.max(500, leaseMs / 2),
          maxStalledCount,
          runRetryDelay: 500,
          drainDelay: 1,
          removeOnComplete: { count: 0 },
        },
        this.#factory,
      );
    const worker = await opened(start);
    return {
      get isIdle() {
        return active === 0;
      },
      stop: () => worker.pause(true),
      [Symbol.asyncDispose]: () => closeWithin(worker),
    };
  }
}

interface BullConnection {
  on(event: "error", listener: () => void): unknown;
  waitUntilReady(): Promise<unknown>;
  close(): Promise<void>;
  disconnect(): Promise<void>;
}

/** A connection that is ready for use. */
async function opened<Made extends BullConnection>(make: () => Made): Promise<Made> {
  return onceThere(async () => {
    const connection = make();
    // a server that is away, a lock that is lost: the ids are found again from the run folder
    connection.on("error", () => undefined);
    try {
      await connection.waitUntilReady();
      return connection;
    } catch (error) {
      await closeWithin(connection);
      throw error;
    }
  });
}

async function endJob(job: Job<object, void, string>, token: string, end: JobEnd): Promise<void> {
  switch (end.kind) {
    case "done":
      return;
    case "failed":
      throw new UnrecoverableError(end.reason);
    case "put-back":
      await job.moveToWait(token);
      throw new WaitingError();
    case "later":
      await job.moveToDelayed(Date.now() + end.afterMs, token);
      throw new DelayedError();
  }
}
