/** What a worker tells of a trajectory under way: its last deed, and what was added since it last told. */
export interface WorkerNews {
  worker: string;
  /** In a few words; null: nothing new. */
  doing: string | null;
  steps: number;
  calls: number;
  tokens: number;
  costUsd: number;
  /** Answered calls whose cost nobody states. */
  unpricedCalls: number;
}

export interface QueueCounts {
  waiting: number;
  active: number;
  /** Put off for a while: whoever works on it still lives. */
  delayed: number;
  failed: number;
}

/** Told of as it happens; all of it may be lost. */
export interface QueueListener {
  /** An id came to an end; with the reason when it was given up. */
  ended(id: string, reason: string | null): void;
  news(id: string, news: WorkerNews): void;
}

/** The planner's side of a queue of ids. */
export interface JobQueue extends AsyncDisposable {
  /** Ids that wait for a worker, or have one. */
  pending(): Promise<Set<string>>;
  /** Ids that a worker gave up, with the reason. */
  failures(): Promise<{ id: string; reason: string }[]>;
  counts(): Promise<QueueCounts>;
  /** Adds ids, in order. What is in the queue already stays as it is. */
  add(ids: readonly string[]): Promise<void>;
  remove(id: string): Promise<void>;
  /** Takes back all that nobody has begun. */
  takeBack(): Promise<void>;
  /** Removes everything, under way or not. */
  clear(): Promise<void>;
  pause(): Promise<void>;
  resume(): Promise<void>;
  isPaused(): Promise<boolean>;
  listen(listener: QueueListener): Promise<void>;
}

/** What becomes of an id that a worker has begun. */
export type JobEnd =
  | { kind: "done" }
  /** given up; the reason names an error class and says what happened */
  | { kind: "failed"; reason: string }
  /** someone else is to go on with it, at once */
  | { kind: "put-back" }
  /** someone is still at it: look again after so long */
  | { kind: "later"; afterMs: number };

export interface JobWorkerOptions {
  concurrency: number;
  /** After so long without a sign of life another worker takes a worker's ids. Milliseconds. */
  leaseMs: number;
  /** Does the work of one id, and says what becomes of it. It does not throw. */
  work(id: string, tell: (news: WorkerNews) => void): Promise<JobEnd>;
}

/** The worker's side. */
export interface JobWorker extends AsyncDisposable {
  /** Begins nothing more. */
  stop(): Promise<void>;
  readonly isIdle: boolean;
}

/** A queue server's queue, whatever the server is. */
export interface QueueEngine {
  openQueue(): Promise<JobQueue>;
  startWorker(options: JobWorkerOptions): Promise<JobWorker>;
}
