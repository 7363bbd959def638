import { setTimeout as delay } from "node:timers/promises";
import type { JobQueue } from "../../pipeline/queue/job-queue.ts";
import { QueueDispatcher } from "../../pipeline/queue/queue-dispatcher.ts";
import { removeUnfinished } from "../../pipeline/run/atomic-file.ts";
import { forgetCrashes } from "../../pipeline/run/crash-watch.ts";
import { readStore } from "../../pipeline/run/event-store.ts";
import { hasBegun } from "../../pipeline/run/has-begun.ts";
import { readJournalState } from "../../pipeline/run/journal-state.ts";
import type { CallLedger } from "../../pipeline/run/ledger.ts";
import { reconcileLedger } from "../../pipeline/run/reconcile-ledger.ts";
import type { TrajectorySealed } from "../../pipeline/run/trajectory.ts";
import { parseTrajectoryEvent } from "../../pipeline/run/trajectory-store.ts";
import { endQuarantines } from "./find-suspects.ts";
import { type PlannedTrajectory, planTrajectories } from "./plan-trajectories.ts";
import { callOriginOf, tellSealed } from "./record-one.ts";
import { dispatchAll, Halt, type RecordRunOptions, type RecordSummary } from "./stage.ts";

const countLimitMs = 2_000;

export interface RecordOnQueueOptions
  extends Pick<
    RecordRunOptions,
    | "settings"
    | "paths"
    | "manifest"
    | "instructions"
    | "limit"
    | "retryQuarantined"
    | "onSealed"
    | "report"
    | "signal"
  > {
  ledger: CallLedger;
  queue: JobQueue;
  /** Told which trajectories are not ended yet, at the start and with every one that ends. */
  onProgress(progress: { planned: number; open: ReadonlySet<string>; failed: number }): void;
  /** Told at once when it is stopped, so that workers put down what is under way. */
  onStop(reason: unknown): void;
  /** Whether queue and ledger are still this planner's. */
  isOurs(): boolean;
  /** Brings a trajectory that was sealed elsewhere into the run folder (default: the folder is shared). */
  fetchSealed?(id: string): Promise<void>;
  reconcileEveryMs: number;
  stopLimitMs: number;
}

/**
 * Has workers record every planned trajectory that is not sealed yet, and watches them. The ledger is written here
 * alone, from the journals: with what each trajectory's calls cost once it has ended.
 */
export async function recordOnQueue(options: RecordOnQueueOptions): Promise<RecordSummary> {
  const { queue, report, paths } = options;
  const planned = planTrajectories(options);
  const halt = new Halt(options.signal);
  const ids = planned.map(({ id }) => id);
  const open = new Set(ids);
  if (options.retryQuarantined === true) await endQuarantines(ids, paths);
  let failed = 0;
  const tellProgress = (): void => options.onProgress({ planned: planned.length, open, failed });
  report({ kind: "plan", trajectories: planned.length });
  const foundSealed = await enterJournals(planned, options);
  for (const id of foundSealed) open.delete(id);
  tellProgress();
  halt.signal.addEventListener("abort", () => options.onStop(halt.signal.reason), { once: true });
  const dispatcher = new QueueDispatcher<TrajectorySealed>({
    queue,
    reconcileEveryMs: options.reconcileEveryMs,
    stopLimitMs: options.stopLimitMs,
    isOurs: options.isOurs,
    resultOf: async (id) => {
      if (!foundSealed.has(id) && !isSealed(paths.trajectory(id))) await options.fetchSealed?.(id);
      return isSealed(paths.trajectory(id)) ? await readSealed(id, options) : null;
    },
    onEnd: async (outcome) => {
      const { id } = outcome;
      if (foundSealed.has(id)) return;
      if (outcome.ok) {
        report({ kind: "trajectory-event", trajectoryId: id, event: outcome.result });
        await tellSealed(id, options);
      } else {
        failed++;
        await enterJournal(id, options, { mayBeInFlight: false });
        halt.onFailure(id, outcome.error, { report });
      }
      open.delete(id);
      tellProgress();
    },
    onNews: (trajectoryId, news) => report({ kind: "worker-news", trajectoryId, ...news }),
  });
  try {
    return await dispatchAll([{ ids, dispatcher }], halt);
  } finally {
    if (options.isOurs()) {
      // of a queue server that is away nobody knows what is under way
      const { active } = await Promise.race([
        queue.counts(),
        delay(countLimitMs, { active: 1 }, { ref: false }),
      ]);
      for (const id of open) await enterJournal(id, options, { mayBeInFlight: active > 0 });
      if (active === 0) await removeUnfinished(paths.guiTests);
    }
  }
}

/** Enters what journals hold of calls, whoever made them: some workers may be at it still. Returns the sealed ones. */
async function enterJournals(
  planned: readonly PlannedTrajectory[],
  options: RecordOnQueueOptions,
): Promise<Set<string>> {
  const sealed = new Set<string>();
  for (const { id } of planned) {
    const isDone = isSealed(options.paths.trajectory(id));
    if (isDone) {
      sealed.add(id);
      options.report({ kind: "trajectory-found-sealed", trajectoryId: id });
    }
    await enterJournal(id, options, { mayBeInFlight: !isDone });
  }
  return sealed;
}

async function enterJournal(
  id: string,
  { paths, settings, ledger }: Pick<RecordOnQueueOptions, "paths" | "settings" | "ledger">,
  certainty: { mayBeInFlight: boolean },
): Promise<void> {
  if (!(await hasBegun(paths.trajectory(id)))) return;
  const { events } = await readStore(paths.trajectory(id), parseTrajectoryEvent);
  await reconcileLedger(events, callOriginOf(id, settings), ledger, certainty);
}

/** The end of a trajectory whose journal's last line says that it is sealed; null when the journal is damaged. */
async function readSealed(
  id: string,
  { paths, settings, ledger }: RecordOnQueueOptions,
): Promise<TrajectorySealed | null> {
  const { events } = await readStore(paths.trajectory(id), parseTrajectoryEvent);
  const last = events.at(-1);
  if (last?.event !== "trajectory-sealed") return null;
  await reconcileLedger(events, callOriginOf(id, settings), ledger);
  // its worker may have been killed after its last write
  await forgetCrashes(paths.trajectory(id));
  return last;
}

export function isSealed(dir: string): boolean {
  return readJournalState(dir)?.lastEvent === "trajectory-sealed";
}
