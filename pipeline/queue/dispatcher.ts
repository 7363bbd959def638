/** What became of one item. */
export type ItemOutcome<Result> = { id: string } & (
  | { ok: true; result: Result }
  | { ok: false; error: unknown }
);

/**
 * Has work done for each of many ids, so many at a time. What does it, and where, is the dispatcher's: this process, or
 * workers on other machines. Ids are begun in their order, each once as long as whoever works on it lives; a failed one
 * never stops the others.
 */
export interface Dispatcher<Result> {
  /**
   * Returns the outcomes of the items that were begun, in order of completion. Once the signal is aborted no further
   * item is begun; those under way are awaited.
   */
  dispatch(ids: readonly string[], signal: AbortSignal): Promise<ItemOutcome<Result>[]>;
}
