import PQueue from "p-queue";
import type { Dispatcher, ItemOutcome } from "./dispatcher.ts";

export interface InProcessDispatcherOptions<Result> {
  concurrency: number;
  work(id: string): Promise<Result>;
}

/** Does the work in this process. */
export class InProcessDispatcher<Result> implements Dispatcher<Result> {
  readonly #options: InProcessDispatcherOptions<Result>;

  constructor(options: InProcessDispatcherOptions<Result>) {
    this.#options = options;
  }

  async dispatch(ids: readonly string[], signal: AbortSignal): Promise<ItemOutcome<Result>[]> {
    const queue = new PQueue({ concurrency: this.#options.concurrency });
    const outcomes: ItemOutcome<Result>[] = [];
    for (const id of ids) {
      void queue.add(async () => {
        if (signal.aborted) return;
        try {
          outcomes.push({ id, ok: true, result: await this.#options.work(id) });
        } catch (error) {
          outcomes.push({ id, ok: false, error });
        }
      });
    }
    await queue.onIdle();
    return outcomes;
  }
}
