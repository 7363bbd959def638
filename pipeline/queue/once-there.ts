import { setTimeout as delay } from "node:timers/promises";
import { hasErrorCode } from "../errors.ts";

const retryMs = 200;
/** What a server's machine answers with while there is no server. */
const awayCodes = ["ECONNREFUSED", "ECONNRESET", "EPIPE", "ETIMEDOUT", "EAI_AGAIN"];
/** Classes of SQLSTATE that pass: connection exceptions, a server that ends, starts or recovers, too many connections. */
const passingStates = /^(08|57P|53300)/;
/** Of Redis as it starts; of either, as it ends. */
const passingMessages = /^LOADING|Connection is closed|terminated|timeout/i;

/**
 * What `ask` of a queue server comes to: while the server is away it is asked again, until the signal is aborted, so that
 * whatever is asked must bear to be done twice. ioredis waits by itself; node-postgres fails at once.
 */
export async function onceThere<Answer>(ask: () => Promise<Answer>, signal?: AbortSignal): Promise<Answer> {
  for (;;) {
    try {
      return await ask();
    } catch (error) {
      if (signal?.aborted || !isAway(error)) throw error;
      await delay(retryMs, undefined, { signal });
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
