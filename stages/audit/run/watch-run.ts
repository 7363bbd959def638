import { setTimeout } from "node:timers/promises";
import { errorMessage } from "../../../pipeline/errors.ts";
import type { AuditedRun, RunChange } from "./audited-run.ts";

export interface WatchRunOptions {
  run: AuditedRun;
  /** Between two looks, at least; a look that takes long is followed by a longer pause. */
  everyMs: number;
  signal: AbortSignal;
  onChange(change: RunChange): void;
  /** The folder could not be looked at; the next look may succeed. Told once until it changes. */
  onProblem(message: string): void;
}

/** Looking takes at most this part of the time. */
const lookShare = 0.1;

/** Looks at the run folder again and again until the signal. Changes are found by names, sizes and times: nothing else is read. */
export async function watchRun({
  run,
  everyMs,
  signal,
  onChange,
  onProblem,
}: WatchRunOptions): Promise<void> {
  let lastProblem = "";
  while (!signal.aborted) {
    const startedAt = performance.now();
    try {
      const change = await run.refresh(signal);
      lastProblem = "";
      if (change.beside || change.trajectoryIds.length > 0) onChange(change);
    } catch (error) {
      if (signal.aborted) return;
      const message = errorMessage(error);
      if (message !== lastProblem) onProblem(message);
      lastProblem = message;
    }
    const pauseMs = Math.max(everyMs, (performance.now() - startedAt) / lookShare);
    await setTimeout(pauseMs, undefined, { signal, ref: false }).catch(() => undefined);
  }
}
