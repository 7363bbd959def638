import { setTimeout as delay } from "node:timers/promises";
import type { Dispatcher, ItemOutcome } from "./dispatcher.ts";
import { endedWithin } from "./ended-within.ts";
import type { JobQueue, WorkerNews } from "./job-queue.ts";
import { errorOfReason } from "./outcome-reason.ts";

/** Once stopped, for what the queue has still to say. Milliseconds. */
const lastLookMs = 2_000;

export interface QueueDispatcherOptions<Result> {
  queue: JobQueue;
  /** What an item came to: the truth, which is in the run folder. Null: it is not done. */
  resultOf(id: string): Promise<Result | null>;
  /** Told of every item that has ended, before its outcome counts. */
  onEnd?(outcome: ItemOutcome<Result>): Promise<void>;
  onNews?(id: string, news: WorkerNews): void;
  /** The queue is compared with the truth this often. An end that it tells of is looked at once. Milliseconds. */
  reconcileEveryMs: number;
  /** Whether the queue is still ours to change (default: it is). */
  isOurs?(): boolean;
  /** Once stopped, so long is waited for what is under way. Milliseconds. */
  stopLimitMs: number;
}

/**
 * Has workers do the work, through a queue that holds ids alone. What is planned, not done and not in the queue is
 * added, at the start and again and again: a queue that was wiped, or lost something, costs time only.
 */
export class QueueDispatcher<Result> implements Dispatcher<Result> {
  readonly #options: QueueDispatcherOptions<Result>;
  #left = new Set<string>();
  #outcomes: ItemOutcome<Result>[] = [];

  constructor(options: QueueDispatcherOptions<Result>) {
    this.#options = options;
  }

  async dispatch(ids: readonly string[], signal: AbortSignal): Promise<ItemOutcome<Result>[]> {
    const { queue, reconcileEveryMs, onNews } = this.#options;
    this.#left = new Set(ids);
    this.#outcomes = [];
    const wake = new Wake();
    const told = new Map<string, string | null>();
    await queue.listen({
      ended: (id, reason) => {
        told.set(id, reason);
        wake.now();
      },
      news: (id, news) => {
        if (this.#left.has(id)) onNews?.(id, news);
      },
    });
    // failures of an earlier session are tried again, and what another plan left is no business of this one
    for (const { id } of await queue.failures()) await queue.remove(id);
    for (const id of await queue.pending())
      if (!this.#left.has(id)) await queue.remove(id).catch(() => undefined);
    let reconcileAt = Number.NEGATIVE_INFINITY;
    while (this.#left.size > 0 && !signal.aborted) {
      if (performance.now() >= reconcileAt) {
        told.clear();
        await this.#reconcile({ adding: true });
        reconcileAt = performance.now() + reconcileEveryMs;
      } else await this.#lookAt(told);
      if (this.#left.size > 0) await wake.within(reconcileAt - performance.now(), signal);
    }
    if (this.#left.size > 0 && (this.#options.isOurs?.() ?? true))
      await endedWithin(this.#options.stopLimitMs + lastLookMs, this.#awaitActive(wake));
    return this.#outcomes;
  }

  /** Looks at the ids that the queue said have ended: at the truth first, as what it says may be old. */
  async #lookAt(told: Map<string, string | null>): Promise<void> {
    const ended = [...told];
    told.clear();
    for (const [id, reason] of ended) {
      if (!this.#left.has(id)) continue;
      const result = await this.#options.resultOf(id);
      if (result !== null) await this.#end({ id, ok: true, result });
      else if (reason !== null) await this.#end({ id, ok: false, error: errorOfReason(reason) });
    }
  }

  /** Compares queue and truth: ends what has ended, adds what is missing. */
  async #reconcile({ adding }: { adding: boolean }): Promise<void> {
    const { queue, resultOf } = this.#options;
    // looked at before the truth: what ends in between is found at the next look
    const pending = await queue.pending();
    const failures = new Map((await queue.failures()).map(({ id, reason }) => [id, reason]));
    const missing: string[] = [];
    for (const id of this.#left) {
      if (pending.has(id)) continue;
      const result = await resultOf(id);
      const reason = failures.get(id);
      if (result !== null) await this.#end({ id, ok: true, result });
      else if (reason !== undefined) await this.#end({ id, ok: false, error: errorOfReason(reason) });
      else missing.push(id);
    }
    if (adding && missing.length > 0) await queue.add(missing);
  }

  async #end(outcome: ItemOutcome<Result>): Promise<void> {
    await this.#options.onEnd?.(outcome);
    this.#left.delete(outcome.id);
    this.#outcomes.push(outcome);
    // what was done leaves the queue by itself
    if (!outcome.ok) await this.#options.queue.remove(outcome.id).catch(() => undefined);
  }

  async #awaitActive(wake: Wake): Promise<void> {
    const { queue, stopLimitMs, reconcileEveryMs } = this.#options;
    await queue.takeBack();
    const limit = AbortSignal.timeout(stopLimitMs);
    while (!limit.aborted) {
      const { active } = await queue.counts();
      if (active === 0) break;
      await wake.within(Math.min(reconcileEveryMs, 200), limit);
      // what is put back now is not begun again
      await queue.takeBack();
    }
    await this.#reconcile({ adding: false });
  }
}

/** A wait that ends early when something happened. */
class Wake {
  #happened = false;
  #end: (() => void) | null = null;

  now(): void {
    this.#happened = true;
    this.#end?.();
  }

  async within(ms: number, signal: AbortSignal): Promise<void> {
    const early = new AbortController();
    this.#end = () => early.abort();
    if (!this.#happened && ms > 0)
      await delay(ms, undefined, { signal: AbortSignal.any([signal, early.signal]) }).catch(() => undefined);
    this.#end = null;
    this.#happened = false;
  }
}
