import PQueue from "p-queue";

/** What became of one item. */
export type ItemOutcome<Result> = { id: string } & (
  | { ok: true; result: Result }
  | { ok: false; error: unknown }
);

export interface DispatchOptions<Result> {
  ids: readonly string[];
  concurrency: number;
  work(id: string): Promise<Result>;
  /** Once aborted, no further item is begun; those under way are awaited. */
  signal: AbortSignal;
}

/**
 * Runs work for each id, so many at a time, in order of the ids. A failed item never stops the others.
 * Returns the outcomes of the items that were begun, in order of completion.
 */
export async function dispatch<Result>(options: DispatchOptions<Result>): Promise<ItemOutcome<Result>[]> {
  const queue = new PQueue({ concurrency: options.concurrency });
  const outcomes: ItemOutcome<Result>[] = [];
  for (const id of options.ids) {
    void queue.add(async () => {
      if (options.signal.aborted) return;
      try {
        outcomes.push({ id, ok: true, result: await options.work(id) });
      } catch (error) {
        outcomes.push({ id, ok: false, error });
      }
    });
  }
  await queue.onIdle();
  return outcomes;
}
