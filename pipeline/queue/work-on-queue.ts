import { CurateError, TakenOverError } from "../errors.ts";
import type { JobEnd, QueueEngine, WorkerNews } from "./job-queue.ts";
import { reasonOf } from "./outcome-reason.ts";

/** An id that someone else works on, as far as can be told, is looked at again after so long. Milliseconds. */
const lookAgainMs = 1_000;

export interface WorkOnQueueOptions {
  engine: QueueEngine;
  concurrency: number;
  leaseMs: number;
  /** Does the work of one id. Once the signal is aborted it puts its work down, and throws the signal's reason. */
  work(id: string, signal: AbortSignal, tell: (news: WorkerNews) => void): Promise<unknown>;
  /** Whether another worker lives that works on it. */
  isElsewhere(id: string): Promise<boolean>;
  /** Told when ids are begun and ended here. */
  onRunning?(ids: readonly string[]): void;
  /** Ends the work on the queue: what is under way is put down, and put back. */
  signal: AbortSignal;
  /** Resolves when nothing more shall be begun; what is under way is finished. */
  drained: AbortSignal;
}

/**
 * Works on a queue until it is told to end. Errors that concern this machine or this program end it, and the id goes
 * back to the queue for others; all other errors are the id's own.
 * Throws what ended it; returns once drained.
 */
export async function workOnQueue(options: WorkOnQueueOptions): Promise<void> {
  const running = new Map<string, Promise<JobEnd>>();
  const halt = new AbortController();
  const signal = AbortSignal.any([options.signal, halt.signal]);
  const workOn = async (id: string, tell: (news: WorkerNews) => void): Promise<JobEnd> => {
    try {
      await options.work(id, signal, tell);
      return { kind: "done" };
    } catch (error) {
      if (error instanceof TakenOverError) return { kind: "later", afterMs: lookAgainMs };
      if (signal.aborted) return { kind: "put-back" };
      if (!endsWorker(error)) return { kind: "failed", reason: reasonOf(error) };
      halt.abort(error);
      return { kind: "put-back" };
    }
  };
  await using worker = await options.engine.startWorker({
    concurrency: options.concurrency,
    leaseMs: options.leaseMs,
    work: async (id, tell) => {
      if (signal.aborted) return { kind: "put-back" };
      // a queue that was wiped hands an id out again: to whoever has it, or to someone else
      const here = running.get(id);
      if (here !== undefined) return await here;
      if (await options.isElsewhere(id)) return { kind: "later", afterMs: lookAgainMs };
      const end = workOn(id, tell).finally(() => {
        running.delete(id);
        options.onRunning?.([...running.keys()]);
      });
      running.set(id, end);
      options.onRunning?.([...running.keys()]);
      return await end;
    },
  });
  await aborted(AbortSignal.any([signal, options.drained]));
  await worker.stop();
  await Promise.allSettled(running.values());
  if (signal.aborted) throw signal.reason;
}

/** A key that is missing here, a browser that is not there, our own mistake: nothing else would go better here. */
function endsWorker(error: unknown): boolean {
  return !(error instanceof CurateError) || error.kind === "user" || error.kind === "bug";
}

function aborted(signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    if (signal.aborted) resolve();
    else signal.addEventListener("abort", () => resolve(), { once: true });
  });
}
