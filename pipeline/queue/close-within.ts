import { endedWithin } from "./ended-within.ts";

const closeLimitMs = 2_000;
const cutLimitMs = 1_000;

/** Closes a connection to a queue server. Where the server is away nothing can be said to it: then it is cut. */
export async function closeWithin(connection: {
  close(): Promise<void>;
  disconnect(): Promise<void>;
}): Promise<void> {
  if (!(await endedWithin(closeLimitMs, connection.close())))
    await endedWithin(cutLimitMs, connection.disconnect());
}
