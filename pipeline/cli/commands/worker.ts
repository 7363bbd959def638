import { WorkForQueue } from "../../../stages/record/work-for-queue.ts";
import type { QueuePlan } from "../../contracts/generated/queue-state.ts";
import { StopError } from "../../errors.ts";
import { createJudge } from "../../judge/model-judge.ts";
import { workOnQueue } from "../../queue/work-on-queue.ts";
import { awaitPlan, WorkerSession } from "../../queue/worker-session.ts";
import type { SealedTrajectories } from "../../store/sealed-trajectories.ts";
import type { CommandContext } from "../command-context.ts";
import { type ExitCode, exitCode } from "../exit-code.ts";
import { withMachinery } from "../open-machinery.ts";
import {
  newWorkerName,
  type OpenQueue,
  openQueue,
  ownPlace,
  type QueueOptions,
  restartMs,
} from "../open-queue.ts";
import { openSealedStore } from "../open-sealed-store.ts";
import { type WorkerRun, withWorkerRun } from "../open-worker-run.ts";
import { requireInstructions } from "../require-instructions.ts";
import { maxAsks } from "./record.ts";

export interface WorkerCommandOptions extends QueueOptions {
  /** --concurrency (default: the configuration's) */
  concurrency?: number;
  /** --store */
  store?: string;
}

interface Serving {
  opened: OpenQueue;
  name: string;
  store: SealedTrajectories | null;
  options: WorkerCommandOptions;
  context: CommandContext;
  openWith: typeof withMachinery;
}

/** `curate worker`: records what a planner put into the queue, until the run is done, or it is told to stop. */
export async function workerCommand(
  options: WorkerCommandOptions,
  context: CommandContext,
  /** What sites are built, served and looked at with (default: this machine's sandbox and browser). */
  openWith: typeof withMachinery = withMachinery,
): Promise<ExitCode> {
  await using opened = await openQueue(options.queue, context, { patienceMs: restartMs });
  const name = newWorkerName();
  const store = options.store === undefined ? null : openSealedStore(options.store, context);
  const where = `${opened.address.shown} (${opened.server})`;
  const note = (message: string): void => context.report({ kind: "notice", message });
  context.report({ kind: "stage-started", stage: "worker", detail: `${name} on ${where}` });
  for (;;) {
    const plan = await awaitPlan(opened.state, context.signal, () =>
      note("no run is under way on this queue: waiting for `curate record --queue`"),
    );
    const phase = await servePlan(plan, { opened, name, store, options, context, openWith });
    if (phase === "stopped") continue;
    const detail = phase === "done" ? "the run is done" : "the queue was drained";
    context.report({ kind: "stage-finished", stage: "worker", detail });
    return phase === "done" ? exitCode.done : exitCode.stopped;
  }
}

/** Works for a plan until it ends. Throws what ends the worker itself. */
async function servePlan(plan: QueuePlan, serving: Serving): Promise<QueuePlan["phase"]> {
  const { opened, name, store, options, context } = serving;
  return await withWorkerRun(
    { choice: options, plan, worker: name, state: opened.state, store, context },
    async (run) => {
      const concurrency = options.concurrency ?? run.settings.record.concurrency;
      await using session = new WorkerSession({
        state: opened.state,
        name,
        place: ownPlace(),
        concurrency,
        leaseMs: plan.leaseMs,
      });
      await session.begin();
      try {
        await workWithMachinery(run, session, { ...serving, plan, concurrency });
      } catch (error) {
        if (error !== session.stopped.reason || !(error instanceof StopError)) throw error;
        context.report({ kind: "notice", message: error.message });
        return "stopped";
      }
      return opened.state.lastSeen?.plan?.phase ?? "done";
    },
  );
}

async function workWithMachinery(
  run: WorkerRun,
  session: WorkerSession,
  {
    opened,
    name,
    store,
    context,
    plan,
    concurrency,
    openWith,
  }: Serving & { plan: QueuePlan; concurrency: number },
): Promise<void> {
  const { settings, paths, prompts } = run;
  const instructions = await requireInstructions(paths);
  const judge = createJudge({
    prompts,
    maxAsks,
    guiMaxTurns: settings.record.guiMaxTurns,
    ...settings.compat,
  });
  await openWith(settings, context, async (openMachinery) => {
    // a machine that lacks sandbox or browser is told so before it takes anything
    await openMachinery();
    const work = new WorkForQueue({
      ...run,
      judge,
      instructions,
      openMachinery,
      worker: name,
      now: context.now,
      report: context.report,
      guiTests: {
        takeTurn: (id) => session.takeTurn(`gui-test ${id}`, context.signal),
        ...(store !== null && { texts: textsIn(store, plan) }),
      },
      ...(store !== null && {
        onRecorded: async (id: string) => {
          if (await store.put(id, paths)) return;
          const message = `${id} was sealed by another worker before: that one holds`;
          context.report({ kind: "notice", message });
        },
      }),
    });
    await workOnQueue({
      engine: opened.engine,
      concurrency,
      leaseMs: plan.leaseMs,
      work: (id, signal, tell) => work.record(id, signal, tell),
      isElsewhere: (id) => session.isElsewhere(id, paths.trajectory(id)),
      onRunning: (ids) => session.running(ids),
      signal: AbortSignal.any([context.signal, session.stopped]),
      drained: session.drained,
    });
  });
}

function textsIn(store: SealedTrajectories, { configHash }: QueuePlan) {
  const keyOf = (instructionId: string): string => `gui-tests/${configHash.slice(0, 16)}/${instructionId}.md`;
  return {
    read: (id: string) => store.readText(keyOf(id)),
    writeOnce: (id: string, text: string) => store.writeTextOnce(keyOf(id), text),
  };
}
