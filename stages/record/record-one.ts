import { type RecordTrajectoryOptions, recordTrajectory } from "../../pipeline/agent/record-trajectory.ts";
import type { Settings } from "../../pipeline/config/settings.ts";
import { errorMessage } from "../../pipeline/errors.ts";
import type { ModelClient } from "../../pipeline/model/model-client.ts";
import type { Report } from "../../pipeline/progress/progress-event.ts";
import { watchForCrashes } from "../../pipeline/run/crash-watch.ts";
import type { CallLedger } from "../../pipeline/run/ledger.ts";
import { type CallOrigin, reconcileLedger } from "../../pipeline/run/reconcile-ledger.ts";
import type { RunManifest } from "../../pipeline/run/run-manifest.ts";
import type { RunPaths } from "../../pipeline/run/run-paths.ts";
import type { StoreFence } from "../../pipeline/run/store-fence.ts";
import type { TrajectoryEvent, TrajectorySealed } from "../../pipeline/run/trajectory.ts";
import { openTrajectoryStore } from "../../pipeline/run/trajectory-store.ts";
import type { PlannedTrajectory } from "./plan-trajectories.ts";

export interface RecordOneOptions extends Pick<RecordTrajectoryOptions, "judge" | "prompts"> {
  /** What sites are served and looked at with; asked for by each trajectory that is not sealed yet. */
  openMachinery(begun: {
    trajectoryId: string;
    /** the first step that is not committed */
    fromStep: number;
  }): Promise<Pick<RecordTrajectoryOptions, "siteHost" | "browser">>;
  settings: Settings;
  paths: RunPaths;
  manifest: RunManifest;
  models: ModelClient;
  ledger: CallLedger;
  /** Keeps other processes from writing the trajectory in this folder. */
  openFence(dir: string): Promise<StoreFence>;
  /** The test instruction that all samples of an instruction share. */
  guiTestOf(instructionId: string, write: () => Promise<string>): Promise<string>;
  /** Told of each trajectory that this call sealed. What goes wrong in it is reported, and fails nothing. */
  onSealed?(trajectoryId: string): Promise<void>;
  now(): Date;
  report: Report;
}

/** Records one trajectory: from its start, or after its last committed step; one that is sealed is left as it is. */
export async function recordOne(
  planned: PlannedTrajectory,
  options: RecordOneOptions,
  signal: AbortSignal,
): Promise<TrajectorySealed> {
  const { settings, manifest, paths, prompts, report } = options;
  const dir = paths.trajectory(planned.id);
  await using store = await openTrajectoryStore({
    dir,
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
    fence: await options.openFence(dir),
  });
  for (const damage of store.damage)
    report({ kind: "notice", message: `${damage}; the valid part was kept, the rest set aside` });
  await reconcileLedger(store.events, callOriginOf(planned.id, settings), options.ledger);
  const sealed = store.events.find((event) => event.event === "trajectory-sealed");
  await using _watch = await watchForCrashes(dir, store);
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
    shareGuiTest: (write) => options.guiTestOf(planned.instruction.id, write),
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

/** What is derived of a sealed trajectory is made again where it is needed: that it could not be made fails nothing. */
export async function tellSealed(
  id: string,
  { onSealed, report }: Pick<RecordOneOptions, "onSealed" | "report">,
): Promise<void> {
  try {
    await onSealed?.(id);
  } catch (error) {
    report({ kind: "notice", message: `${id} was sealed, and not measured yet: ${errorMessage(error)}` });
  }
}

/** What the ledger says of a trajectory's calls beside what its journal holds. */
export function callOriginOf(trajectoryId: string, settings: Settings): CallOrigin {
  return {
    stage: "record",
    trajectoryId,
    baseURLOf: (role) => settings.models[role]?.baseURL ?? "",
  };
}

type ShownEvent = Exclude<TrajectoryEvent, { event: `call-${string}` }>;

function isShown(event: TrajectoryEvent): event is ShownEvent {
  return !event.event.startsWith("call-");
}
