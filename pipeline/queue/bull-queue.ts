import type { JobType, Queue, QueueEvents } from "bullmq";
import { closeWithin } from "./close-within.ts";
import type { JobQueue, QueueCounts, QueueListener, WorkerNews } from "./job-queue.ts";
import { onceThere, type Patience } from "./once-there.ts";

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
type EventsPort = Pick<QueueEvents, "close" | "disconnect"> & {
  on(event: "completed", listener: (event: { jobId: string }) => void): unknown;
  on(event: "failed", listener: (event: { jobId: string; failedReason: string }) => void): unknown;
  on(event: "progress", listener: (event: { jobId: string; data: unknown }) => void): unknown;
};

const pendingStates: JobType[] = ["waiting", "active", "delayed", "prioritized"];

/** The planner's side of a BullMQ queue. A job is its id: it carries no data. */
export class BullQueue implements JobQueue {
  readonly #queue: BullPort;
  readonly #openEvents: () => Promise<EventsPort>;
  readonly #closed = new AbortController();
  readonly #patience: Patience;
  #events: EventsPort | null = null;

  constructor(queue: BullPort, openEvents: () => Promise<EventsPort>, stopped: AbortSignal) {
    this.#queue = queue;
    this.#openEvents = openEvents;
    this.#patience = { stopped, closed: this.#closed.signal };
  }

  pending(): Promise<Set<string>> {
    return this.#ask(async (queue) => new Set(await queue.getRanges(pendingStates)));
  }

  failures(): Promise<{ id: string; reason: string }[]> {
    return this.#ask(async (queue) => {
      const ids = await queue.getRanges(["failed"]);
      const jobs = await Promise.all(ids.map((id) => queue.getJob(id)));
      return ids.map((id, index) => ({ id, reason: jobs[index]?.failedReason ?? "" }));
    });
  }

  async counts(): Promise<QueueCounts> {
    const found = await this.#ask((queue) => queue.getJobCounts());
    const { waiting = 0, prioritized = 0, active = 0, delayed = 0, failed = 0 } = found;
    return { waiting: waiting + prioritized, active, delayed, failed };
  }

  async add(ids: readonly string[]): Promise<void> {
    const jobs = ids.map((id) => ({ name: "record", data: {}, opts: { jobId: id } }));
    await this.#ask((queue) => queue.addBulk(jobs));
  }

  async remove(id: string): Promise<void> {
    await this.#ask((queue) => queue.remove(id));
  }

  async takeBack(): Promise<void> {
    await this.#ask((queue) => queue.drain(true));
  }

  async clear(): Promise<void> {
    await this.#ask(async (queue) => {
      await queue.obliterate({ force: true });
      // wiped with the rest: what is added next shall be begun
      await queue.resume();
    });
  }

  pause(): Promise<void> {
    return this.#ask((queue) => queue.pause());
  }

  resume(): Promise<void> {
    return this.#ask((queue) => queue.resume());
  }

  isPaused(): Promise<boolean> {
    return this.#ask((queue) => queue.isPaused());
  }

  async listen({ ended, news }: QueueListener): Promise<void> {
    const events = await this.#openEvents();
    this.#events = events;
    events.on("completed", ({ jobId }) => ended(jobId, null));
    events.on("failed", ({ jobId, failedReason }) => ended(jobId, failedReason));
    events.on("progress", ({ jobId, data }) => {
      if (isNews(data)) news(jobId, data);
    });
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#closed.abort();
    const connections = this.#events === null ? [this.#queue] : [this.#events, this.#queue];
    await Promise.all(connections.map(closeWithin));
  }

  #ask<Answer>(question: (queue: BullPort) => Promise<Answer>): Promise<Answer> {
    return onceThere(() => question(this.#queue), this.#patience);
  }
}

function isNews(data: unknown): data is WorkerNews {
  return typeof data === "object" && data !== null && "worker" in data && "doing" in data;
}
