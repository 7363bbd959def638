import { setTimeout as delay } from "node:timers/promises";
import { endedWithin } from "./ended-within.ts";

/**
 * Does something at once and then every so often, the next time only after it was done. Awaited, it has been done once;
 * disposed, it is done no more. An error ends it and is told.
 */
export async function startHeartbeat(
  everyMs: number,
  beat: () => Promise<void>,
  onError: (error: unknown) => void,
): Promise<AsyncDisposable> {
  const end = new AbortController();
  await beat();
  const beating = (async () => {
    for (;;) {
      await delay(everyMs, undefined, { signal: end.signal, ref: false }).catch(() => undefined);
      if (end.signal.aborted) return;
      await beat();
    }
  })().catch((error: unknown) => {
    if (!end.signal.aborted) onError(error);
  });
  return {
    [Symbol.asyncDispose]: async () => {
      end.abort();
      // one that waits for a server that is away ends when the server is left
      await endedWithin(1_000, beating);
    },
  };
}
