import { setTimeout as delay } from "node:timers/promises";

/**
 * Resolves when the work has ended, or after so long: nobody waits for a queue server that is away when there is nothing
 * more to do. Returns whether it ended in time; an error of the work is its end.
 */
export async function endedWithin(ms: number, work: Promise<unknown>): Promise<boolean> {
  const ended = new AbortController();
  const limit = delay(ms, false, { signal: ended.signal }).catch(() => true);
  const inTime = await Promise.race([
    work.then(
      () => true,
      () => true,
    ),
    limit,
  ]);
  ended.abort();
  return inTime;
}
