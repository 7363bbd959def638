import type { JobType, Queue, QueueEvents } from "bullmq";
import { closeWithin } from "./close-within.ts";
import type { JobQueue, QueueCounts, QueueListener, WorkerNews } from "./job-queue.ts";

/** What is used of BullMQ's queue, whatever its server. */
type BullPort = Pick<
  Queue,
  | "getRanges"
  | "getJobCounts"
  | "drain"
  | "obliterate"
  | "pause"
  | "resume"
  | "isPaused"
  | "close"
  | "disconnect"
  | "remove"
> & {
  addBulk(jobs: { name: string; data: object; opts: { jobId: string } }[]): Promise<unknown>;
  getJob(id: string): Promise<{ failedReason?: string } | undefined>;
};
type EventsPort = Pick<QueueEvents, "waitUntilReady" | "close" | "disconnect"> & {
  on(event: "completed", listener: (event: { jobId: string }) => void): unknown;
  on(event: "failed", listener: (event: { jobId: string; failedReason: string }) => void): unknown;
  on(event: "progress", listener: (event: { jobId: string; data: unknown }) => void): unknown;
  on(event: "error", listener: () => void): unknown;
};

const pendingStates: JobType[] = ["waiting", "active", "delayed", "prioritized"];

/** The planner's side of a BullMQ queue. A job is its id: it carries no data. */
export class BullQueue implements JobQueue {
  readonly #queue: BullPort;
  readonly #openEvents: () => EventsPort;
  #events: EventsPort | null = null;

  constructor(queue: BullPort, openEvents: () => EventsPort) {
    this.#queue = queue;
    this.#openEvents = openEvents;
  }

  async pending(): Promise<Set<string>> {
    return new Set(await this.#queue.getRanges(pendingStates));
  }

  async failures(): Promise<{ id: string; reason: string }[]> {
    const ids = await this.#queue.getRanges(["failed"]);
    const jobs = await Promise.all(ids.map((id) => this.#queue.getJob(id)));
    return ids.map((id, index) => ({ id, reason: jobs[index]?.failedReason ?? "" }));
  }

  async counts(): Promise<QueueCounts> {
    const {
      waiting = 0,
      prioritized = 0,
      active = 0,
      delayed = 0,
      failed = 0,
    } = await this.#queue.getJobCounts();
    return { waiting: waiting + prioritized, active, delayed, failed };
  }

  async add(ids: readonly string[]): Promise<void> {
    await this.#queue.addBulk(ids.map((id) => ({ name: "record", data: {}, opts: { jobId: id } })));
  }

  async remove(id: string): Promise<void> {
    await this.#queue.remove(id);
  }

  async takeBack(): Promise<void> {
    await this.#queue.drain(true);
  }

  async clear(): Promise<void> {
    await this.#queue.obliterate({ force: true });
    // wiped with the rest: what is added next shall be begun
    await this.#queue.resume();
  }

  pause(): Promise<void> {
    return this.#queue.pause();
  }

  resume(): Promise<void> {
    return this.#queue.resume();
  }

  isPaused(): Promise<boolean> {
    return this.#queue.isPaused();
  }

  async listen({ ended, news }: QueueListener): Promise<void> {
    const events = this.#openEvents();
    this.#events = events;
    events.on("error", () => undefined);
    events.on("completed", ({ jobId }) => ended(jobId, null));
    events.on("failed", ({ jobId, failedReason }) => ended(jobId, failedReason));
    events.on("progress", ({ jobId, data }) => {
      if (isNews(data)) news(jobId, data);
    });
    await events.waitUntilReady();
  }

  async [Symbol.asyncDispose](): Promise<void> {
    const connections = this.#events === null ? [this.#queue] : [this.#events, this.#queue];
    await Promise.all(connections.map(closeWithin));
  }
}

function isNews(data: unknown): data is WorkerNews {
  return typeof data === "object" && data !== null && "worker" in data && "doing" in data;
}
