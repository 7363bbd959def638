import type { RecordTrajectoryOptions } from "../../pipeline/agent/record-trajectory.ts";
import { recordTrajectory } from "../../pipeline/agent/record-trajectory.ts";
import type { Settings } from "../../pipeline/config/settings.ts";
import type { Instruction } from "../../pipeline/contracts/generated/instruction.ts";
import { CurateError, errorMessage, StopError } from "../../pipeline/errors.ts";
import type { ModelClient } from "../../pipeline/model/model-client.ts";
import type { Report } from "../../pipeline/progress/progress-event.ts";
import { dispatch, type ItemOutcome } from "../../pipeline/queue/dispatcher.ts";
import { watchForCrashes } from "../../pipeline/run/crash-watch.ts";
import { hasBegun } from "../../pipeline/run/has-begun.ts";
import type { Ledger } from "../../pipeline/run/ledger.ts";
import { reconcileLedger } from "../../pipeline/run/reconcile-ledger.ts";
import type { RunManifest } from "../../pipeline/run/run-manifest.ts";
import type { RunPaths } from "../../pipeline/run/run-paths.ts";
import type { TrajectoryEvent, TrajectorySealed } from "../../pipeline/run/trajectory.ts";
import { openTrajectoryStore, trajectoryIdOf } from "../../pipeline/run/trajectory-store.ts";
import { findSuspects } from "./find-suspects.ts";
import { SharedGuiTests } from "./shared-gui-tests.ts";

export interface RecordRunOptions extends Pick<RecordTrajectoryOptions, "judge" | "prompts"> {
  /** What sites are served and looked at with; asked for by each trajectory that is not sealed yet. */
  openMachinery(begun: {
    trajectoryId: string;
    /** the first step that is not committed */
    fromStep: number;
  }): Promise<Pick<RecordTrajectoryOptions, "siteHost" | "browser">>;
  settings: Settings;
  paths: RunPaths;
  manifest: RunManifest;
  instructions: readonly Instruction[];
  /** Record only the first so many instructions; null: all. */
  limit: number | null;
  /** Take up trajectories again that were quarantined. Default: false. */
  retryQuarantined?: boolean;
  models: ModelClient;
  ledger: Ledger;
  /** Told of each trajectory that this call sealed. What goes wrong in it is reported, and fails nothing. */
  onSealed?(trajectoryId: string): Promise<void>;
  now(): Date;
  report: Report;
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

interface PlannedTrajectory {
  id: string;
  instruction: Instruction;
  sample: number;
}

/**
 * Records every planned trajectory that is not sealed yet. Trajectories already begun go on after their last committed
 * step. Throws the first UserError or StopError after all work under way has been put down.
 */
export async function recordRun(options: RecordRunOptions): Promise<RecordSummary> {
  const planned = planTrajectories(options);
  const byId = new Map(planned.map((trajectory) => [trajectory.id, trajectory]));
  // one faulty key or a spent budget stops every trajectory: a thousand identical errors help nobody
  const halt = new AbortController();
  const signal = AbortSignal.any([options.signal, halt.signal]);
  const guiTests = new SharedGuiTests(options.paths, {
    perTrajectory: options.settings.compat.guiTestPerTrajectory,
  });
  const openMachinery: RecordRunOptions["openMachinery"] = async (begun) => {
    try {
      return await options.openMachinery(begun);
    } catch (error) {
      // without it nothing at all can be recorded
      halt.abort(error);
      throw error;
    }
  };
  await checkMachinery(planned, options);
  options.report({ kind: "plan", trajectories: planned.length });
  const work = async (id: string): Promise<TrajectorySealed> => {
    const trajectory = byId.get(id);
    if (trajectory === undefined) throw new Error(`Unknown trajectory ${id}`);
    try {
      return await recordOne(trajectory, { ...options, openMachinery }, guiTests, signal);
    } catch (error) {
      if (stopsEverything(error)) halt.abort(error);
      else
        options.report({
          kind: "trajectory-failed",
          trajectoryId: id,
          reason: errorMessage(error),
          parked: isParked(error),
        });
      throw error;
    }
  };
  const { suspects, others } = await findSuspects([...byId.keys()], options);
  const { concurrency } = options.settings.record;
  const outcomes = [
    ...(await dispatch({ ids: others, concurrency, signal, work })),
    // alone, so that none is blamed for another, and last, so that none is held up
    ...(await dispatch({ ids: suspects, concurrency: 1, signal, work })),
  ];
  if (signal.aborted) throw signal.reason instanceof Error ? signal.reason : new StopError("stopped");
  return summarize(planned.length, outcomes);
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

/** The trajectories a run is to hold: every sample of one instruction before the next instruction. */
export function planTrajectories({
  settings,
  manifest,
  instructions,
  limit,
}: Pick<RecordRunOptions, "settings" | "manifest" | "instructions" | "limit">): PlannedTrajectory[] {
  return instructions.slice(0, limit ?? instructions.length).flatMap((instruction) =>
    Array.from({ length: settings.record.samples }, (_, sample) => ({
      id: trajectoryIdOf(instruction.id, sample, manifest.configHash),
      instruction,
      sample,
    })),
  );
}

async function recordOne(
  planned: PlannedTrajectory,
  options: RecordRunOptions,
  guiTests: SharedGuiTests,
  signal: AbortSignal,
): Promise<TrajectorySealed> {
  const { settings, manifest, paths, prompts, report } = options;
  await using store = await openTrajectoryStore({
    dir: paths.trajectory(planned.id),
    now: options.now,
    instruction: planned.instruction,
    systemPrompt: prompts.render("teacher-system", {}),
    opening: {
      trajectoryId: planned.id,
      sample: planned.sample,
      configHash: manifest.configHash,
      teacher: settings.models.teacher.model,
      label: manifest.label,
    },
  });
  for (const damage of store.damage)
    report({ kind: "notice", message: `${damage}; the valid part was kept, the rest set aside` });
  await reconcileLedger(store.events, originOf(planned.id, settings), options.ledger);
  const sealed = store.events.find((event) => event.event === "trajectory-sealed");
  await using _watch = await watchForCrashes(paths.trajectory(planned.id), store);
  if (sealed !== undefined) {
    report({ kind: "trajectory-found-sealed", trajectoryId: planned.id });
    return sealed;
  }
  const resumedAtStep = store.events.filter((event) => event.event === "step-committed").length;
  const machinery = await options.openMachinery({ trajectoryId: planned.id, fromStep: resumedAtStep });
  report({ kind: "trajectory-started", trajectoryId: planned.id, resumedAtStep });
  const model = options.models.bind({
    store,
    stage: "record",
    trajectoryId: planned.id,
    sampleKey: `${planned.instruction.id}/${planned.sample}`,
    signal,
  });
  const ended = await recordTrajectory({
    store,
    model,
    judge: options.judge,
    prompts,
    ...machinery,
    shareGuiTest: (write) => guiTests.textFor(planned.instruction.id, write),
    limits: settings.record,
    compat: settings.compat,
    signal,
    onEvent: (event) => {
      if (isShown(event)) report({ kind: "trajectory-event", trajectoryId: planned.id, event });
    },
  });
  await tellSealed(planned.id, options);
  return ended;
}

async function tellSealed(id: string, { onSealed, report }: RecordRunOptions): Promise<void> {
  try {
    await onSealed?.(id);
  } catch (error) {
    // the trajectory is recorded: what is derived of it is made again where it is needed
    report({ kind: "notice", message: `${id} was sealed, and not measured yet: ${errorMessage(error)}` });
  }
}

function originOf(trajectoryId: string, settings: Settings) {
  return {
    stage: "record" as const,
    trajectoryId,
    baseURLOf: (role: keyof Settings["models"]) => settings.models[role]?.baseURL ?? "",
  };
}

type ShownEvent = Exclude<TrajectoryEvent, { event: `call-${string}` }>;

function isShown(event: TrajectoryEvent): event is ShownEvent {
  return !event.event.startsWith("call-");
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
