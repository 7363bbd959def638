import { setTimeout as delay } from "node:timers/promises";
import { hasErrorCode } from "../errors.ts";

const retryMs = 200;
/** Classes of SQLSTATE that pass: connection exceptions, a server that ends or starts, too many connections. */
const passing = /^(08|57P|53300)/;

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

function isAway(error: unknown): boolean {
  if (hasErrorCode(error, "ECONNREFUSED", "ECONNRESET", "EPIPE", "ETIMEDOUT", "EAI_AGAIN")) return true;
  if (!(error instanceof Error)) return false;
  if ("code" in error && typeof error.code === "string") return passing.test(error.code);
  return /terminated|timeout/i.test(error.message);
}
