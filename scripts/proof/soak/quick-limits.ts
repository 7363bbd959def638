import type { Patience } from "../../../pipeline/model/endpoint-health.ts";

/** Back-offs of milliseconds: what is waited for proves nothing. */
export const quickPatience: Patience = {
  firstBackoffMs: 2,
  longestBackoffMs: 20,
  roundsBeforeFirstAnswer: 5,
  longestOutageMs: 600_000,
};

/** Long enough for an answer on a busy machine, short enough to sit out a stall. */
export const shortDeadlines = { timeoutMs: 3_000, idleTimeoutMs: 1_000 };
