import { setTimeout as delay } from "node:timers/promises";
import { hasErrorCode, StopError } from "../errors.ts";

const retryMs = 200;
/** Once stopped, an answer is waited for so long. */
const lastWaitMs = 3_000;
/** What a server's machine answers with while there is no server. */
const awayCodes = ["ECONNREFUSED", "ECONNRESET", "EPIPE", "ETIMEDOUT", "EAI_AGAIN"];
/** Classes of SQLSTATE that pass: connection exceptions, a server that ends, starts or recovers, too many connections. */
const passingStates = /^(08|57P|53300)/;
/** Of Redis as it starts, of either as it ends, of node-postgres as it waits for a connection. */
const passingMessages = /^(LOADING|Connection is closed|Connection terminated|timeout e)/;

export interface Patience {
  /** Aborted when this process is to end: then a server that is away is waited for 3 s more. */
  stopped?: AbortSignal;
  /** Aborted when the connection was closed on purpose: then an error is an answer. */
  closed?: AbortSignal;
}

/**
 * What `ask` of a queue server comes to: while the server is away it is asked again, so that whatever is asked must bear
 * to be done twice. ioredis waits by itself; node-postgres fails at once. Throws StopError when it was stopped meanwhile.
 */
export async function onceThere<Answer>(
  ask: () => Promise<Answer>,
  { stopped, closed }: Patience = {},
): Promise<Answer> {
  using last = lastWait(stopped);
  for (;;) {
    try {
      return await Promise.race([ask(), last.over]);
    } catch (error) {
      if (closed?.aborted || !isAway(error)) throw error;
      await Promise.race([delay(retryMs), last.over]);
    }
  }
}

/** Whether a queue server did not answer, or not yet, and may do so soon. */
export function isAway(error: unknown): boolean {
  if (hasErrorCode(error, ...awayCodes)) return true;
  if (!(error instanceof Error)) return false;
  const isState = "code" in error && typeof error.code === "string" && passingStates.test(error.code);
  return isState || passingMessages.test(error.message);
}

/** `over` rejects with StopError some time after the signal was aborted. */
function lastWait(stopped: AbortSignal | undefined): { over: Promise<never> } & Disposable {
  const { promise: over, reject } = Promise.withResolvers<never>();
  let timer: NodeJS.Timeout | undefined;
  const begin = (): void => {
    const error = new StopError(
      "The queue server was away when this process was stopped. Everything recorded is kept: the same command goes on.",
    );
    timer = setTimeout(reject, lastWaitMs, error);
  };
  if (stopped?.aborted) begin();
  else stopped?.addEventListener("abort", begin, { once: true });
  return {
    over,
    [Symbol.dispose]: () => {
      clearTimeout(timer);
      stopped?.removeEventListener("abort", begin);
    },
  };
}
