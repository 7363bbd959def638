import { CurateError, errorMessage, StopError } from "../../pipeline/errors.ts";
import type { Dispatcher, ItemOutcome } from "../../pipeline/queue/dispatcher.ts";
import { InProcessDispatcher } from "../../pipeline/queue/in-process-dispatcher.ts";
import { removeUnfinished } from "../../pipeline/run/atomic-file.ts";
import { hasBegun } from "../../pipeline/run/has-begun.ts";
import { StoreFence } from "../../pipeline/run/store-fence.ts";
import type { TrajectorySealed } from "../../pipeline/run/trajectory.ts";
import { endQuarantines, findSuspects } from "./find-suspects.ts";
import { type PlannedTrajectory, planTrajectories } from "./plan-trajectories.ts";
import { type RecordOneOptions, recordOne } from "./record-one.ts";
import { SharedGuiTests } from "./shared-gui-tests.ts";

export { planTrajectories };

export interface RecordRunOptions extends Omit<RecordOneOptions, "openFence" | "guiTestOf"> {
  instructions: Parameters<typeof planTrajectories>[0]["instructions"];
  /** Record only the first so many instructions; null: all. */
  limit: number | null;
  /** Take up trajectories again that were quarantined. Default: false. */
  retryQuarantined?: boolean;
  signal: AbortSignal;
}

export interface RecordSummary {
  planned: number;
  sealed: number;
  /** Trajectories that could not be done, with the reason. Those sealed as failed are not begun again. */
  failed: { trajectoryId: string; reason: string }[];
  /** Trajectories whose provider asked for a long pause. */
  parked: string[];
}

/**
 * Records every planned trajectory that is not sealed yet. Trajectories already begun go on after their last committed
 * step. Throws the first UserError or StopError after all work under way has been put down.
 */
export async function recordRun(options: RecordRunOptions): Promise<RecordSummary> {
  const planned = planTrajectories(options);
  const byId = new Map(planned.map((trajectory) => [trajectory.id, trajectory]));
  const halt = new Halt(options.signal);
  await removeUnfinished(options.paths.guiTests);
  const guiTests = new SharedGuiTests(options.paths, {
    perTrajectory: options.settings.compat.guiTestPerTrajectory,
  });
  const openMachinery: RecordRunOptions["openMachinery"] = async (begun) => {
    try {
      return await options.openMachinery(begun);
    } catch (error) {
      // without it nothing at all can be recorded
      halt.now(error);
      throw error;
    }
  };
  await checkMachinery(planned, options);
  options.report({ kind: "plan", trajectories: planned.length });
  const work = async (id: string): Promise<TrajectorySealed> => {
    const trajectory = byId.get(id);
    if (trajectory === undefined) throw new Error(`Unknown trajectory ${id}`);
    try {
      return await recordOne(
        trajectory,
        {
          ...options,
          openMachinery,
          openFence: (dir) => StoreFence.join(dir, `process ${process.pid}`, options.now),
          guiTestOf: (instructionId, write) => guiTests.textFor(instructionId, write),
        },
        halt.signal,
      );
    } catch (error) {
      halt.onFailure(id, error, options);
      throw error;
    }
  };
  const ids = [...byId.keys()];
  if (options.retryQuarantined === true) await endQuarantines(ids, options.paths);
  const { suspects, others } = await findSuspects(ids, options.paths);
  const { concurrency } = options.settings.record;
  return await dispatchAll(
    [
      { ids: others, dispatcher: new InProcessDispatcher({ concurrency, work }) },
      // alone, so that none is blamed for another, and last, so that none is held up
      { ids: suspects, dispatcher: new InProcessDispatcher({ concurrency: 1, work }) },
    ],
    halt,
  );
}

/** Has all trajectories done, one part after the other. Throws what halted it. */
export async function dispatchAll(
  parts: readonly { ids: readonly string[]; dispatcher: Dispatcher<TrajectorySealed> }[],
  { signal }: Halt,
): Promise<RecordSummary> {
  const outcomes: ItemOutcome<TrajectorySealed>[] = [];
  for (const { ids, dispatcher } of parts) outcomes.push(...(await dispatcher.dispatch(ids, signal)));
  if (signal.aborted) throw signal.reason instanceof Error ? signal.reason : new StopError("stopped");
  return summarize(parts.flatMap(({ ids }) => ids).length, outcomes);
}

/** One faulty key or a spent budget stops every trajectory: a thousand identical errors help nobody. */
export class Halt {
  readonly #halt = new AbortController();
  readonly signal: AbortSignal;

  constructor(stopped: AbortSignal) {
    this.signal = AbortSignal.any([stopped, this.#halt.signal]);
  }

  now(reason: unknown): void {
    this.#halt.abort(reason);
  }

  /** Stops everything, or reports the one trajectory. */
  onFailure(trajectoryId: string, error: unknown, { report }: Pick<RecordRunOptions, "report">): void {
    if (stopsEverything(error)) this.now(error);
    else
      report({
        kind: "trajectory-failed",
        trajectoryId,
        reason: errorMessage(error),
        parked: isParked(error),
      });
  }
}

/** Opens sandbox and browser before anything new is begun: a machine that lacks them is told so and left as it is. */
async function checkMachinery(
  planned: readonly PlannedTrajectory[],
  { paths, openMachinery }: RecordRunOptions,
): Promise<void> {
  for (const { id } of planned) {
    if (await hasBegun(paths.trajectory(id))) continue;
    await openMachinery({ trajectoryId: id, fromStep: 0 });
    return;
  }
}

function stopsEverything(error: unknown): boolean {
  return (
    !(error instanceof CurateError) || error.kind === "user" || error.kind === "stop" || error.kind === "bug"
  );
}

function isParked(error: unknown): boolean {
  return error instanceof CurateError && error.kind === "park";
}

function summarize(planned: number, outcomes: readonly ItemOutcome<TrajectorySealed>[]): RecordSummary {
  const summary: RecordSummary = { planned, sealed: 0, failed: [], parked: [] };
  for (const outcome of outcomes) {
    if (outcome.ok) {
      summary.sealed++;
      const { outcome: end, reason } = outcome.result;
      if (end === "failed") summary.failed.push({ trajectoryId: outcome.id, reason: reason ?? "" });
    } else if (isParked(outcome.error)) summary.parked.push(outcome.id);
    else summary.failed.push({ trajectoryId: outcome.id, reason: errorMessage(outcome.error) });
  }
  return summary;
}
