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
import { onceThere, type Patience } from "./once-there.ts";
import type { QueueAddress } from "./queue-address.ts";

/** A killed worker takes its ids with it this often before they are given up: machines that are taken away are many. */
const maxStalledCount = 10;

/**
 * BullMQ on the server that an address names. `stopped` is aborted when this process is to end: then nobody waits long for
 * a server that is away.
 */
export function openEngine(
  { kind, url, name }: QueueAddress,
  stopped: AbortSignal = new AbortController().signal,
): QueueEngine {
  if (kind === "postgres")
    return new BullEngine({
      ...{ name, stopped, connection: { connectionString: url, migrate: true } },
      factory: createPostgresBackend,
    });
  const connection = { url, maxRetriesPerRequest: null, retryStrategy: () => 200 };
  return new BullEngine({ name, stopped, connection, factory: createRedisBackend });
}

interface BullEngineOptions<Backend extends IQueueBackend, Connection> {
  name: string;
  connection: Connection;
  factory: BackendFactory<Backend, Connection>;
  stopped: AbortSignal;
}

class BullEngine<Backend extends IQueueBackend, Connection> implements QueueEngine {
  readonly #options: BullEngineOptions<Backend, Connection>;

  constructor(options: BullEngineOptions<Backend, Connection>) {
    this.#options = options;
  }

  async openQueue(): Promise<JobQueue> {
    const { name, connection, factory, stopped } = this.#options;
    const server = { connection, prefix: "curate" };
    const options = { ...server, streams: { events: { maxLen: 1_000 } } };
    const queue = await opened(
      () =>
        new Queue<object, void, string, object, void, string, Backend, Connection>(name, options, factory),
      stopped,
    );
    const openEvents = () =>
      opened(() => new QueueEvents<void, Backend, Connection>(name, server, factory), stopped);
    return new BullQueue(queue, openEvents, stopped);
  }

  async startWorker({ concurrency, leaseMs, work }: JobWorkerOptions): Promise<JobWorker> {
    const { name, connection, factory, stopped } = this.#options;
    const closed = new AbortController();
    let active = 0;
    const process = async (job: Job<object, void, string>, token = ""): Promise<void> => {
      const id = job.id ?? "";
      active++;
      try {
        // what is told is for the live view alone
        const end = await work(id, (news) => void job.updateProgress({ ...news }).catch(() => undefined));
        await endJob({ job, token, end, patience: { stopped, closed: closed.signal } });
      } finally {
        active--;
      }
    };
    const start = () =>
      new Worker<object, void, string, Backend, object, Connection>(
        name,
        process,
        {
          connection,
          prefix: "curate",
          concurrency,
          lockDuration: leaseMs,
          stalledInterval: Math.max(500, leaseMs / 2),
          maxStalledCount,
          runRetryDelay: 500,
          drainDelay: 1,
          removeOnComplete: { count: 0 },
        },
        factory,
      );
    const worker = await opened(start, stopped);
    return {
      get isIdle() {
        return active === 0;
      },
      stop: () => worker.pause(true),
      [Symbol.asyncDispose]: async () => {
        await closeWithin(worker);
        closed.abort();
      },
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
async function opened<Made extends BullConnection>(make: () => Made, stopped: AbortSignal): Promise<Made> {
  const open = async (): Promise<Made> => {
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
  };
  return onceThere(open, { stopped });
}

/** Says what becomes of an id by the error that BullMQ wants for it. */
async function endJob({ job, token, end, patience }: JobAtEnd): Promise<void> {
  switch (end.kind) {
    case "done":
      return;
    case "failed":
      throw new UnrecoverableError(end.reason);
    case "put-back":
      await onceThere(() => job.moveToWait(token), patience);
      throw new WaitingError();
    case "later":
      await onceThere(() => job.moveToDelayed(Date.now() + end.afterMs, token), patience);
      throw new DelayedError();
  }
}

interface JobAtEnd {
  job: Job<object, void, string>;
  token: string;
  end: JobEnd;
  patience: Patience;
}
