import { isSealed, type RecordOnQueueOptions, recordOnQueue } from "../../stages/record/record-on-queue.ts";
import type { RecordSummary } from "../../stages/record/stage.ts";
import { errorMessage, StopError, UserError } from "../errors.ts";
import { indexSealed } from "../index/index-sealed.ts";
import { type PlannerLeaseOptions, takePlannerLease } from "../queue/planner-lease.ts";
import { PlannerSession } from "../queue/planner-session.ts";
import { openRunReader } from "../run/open-run-reader.ts";
import { codeHash } from "./code-hash.ts";
import type { CommandContext } from "./command-context.ts";
import type { RecordCommandOptions } from "./commands/record.ts";
import { type OpenQueue, openQueue, ownPlace, restartMs } from "./open-queue.ts";
import { type OpenRun, ownVersion, withRun } from "./open-run.ts";
import { openSealedStore } from "./open-sealed-store.ts";
import { requireInstructions } from "./require-instructions.ts";

const defaultLeaseSeconds = 60;
/** The queue is compared with the run folder this often at least. Milliseconds. */
const reconcileEveryMs = 5_000;

/** `curate record --queue`: plans, and has workers record. */
export async function recordThroughQueue(
  options: RecordCommandOptions,
  context: CommandContext,
): Promise<RecordSummary> {
  await using opened = await openQueue(options.queue, context, { patienceMs: restartMs });
  const lease: PlannerLeaseOptions = {
    name: ownPlace(),
    leaseMs: (options.lease ?? defaultLeaseSeconds) * 1000,
    queue: opened.address.shown,
  };
  await takePlannerLease(opened.state, lease);
  return await withRun(
    options,
    context,
    (run) => planRun(run, { opened, lease, options, context }),
    undefined,
    opened.address.shown,
  );
}

async function planRun(
  run: OpenRun,
  {
    opened,
    lease,
    options,
    context,
  }: {
    opened: OpenQueue;
    lease: PlannerLeaseOptions;
    options: RecordCommandOptions;
    context: CommandContext;
  },
): Promise<RecordSummary> {
  const { settings, paths, manifest, ledger } = run;
  const instructions = await requireInstructions(paths);
  const store = options.store === undefined ? null : openSealedStore(options.store, context);
  if (store !== null) await refuseBegunHere(run);
  const halt = new AbortController();
  let isDrained = false;
  await using session = new PlannerSession({
    state: opened.state,
    lease,
    limits: settings.budget,
    ledger,
    terms: {
      leaseMs: lease.leaseMs,
      run: paths.dir,
      version: ownVersion(),
      codeHash: await codeHash(),
      configHash: manifest.configHash,
      promptSetHash: manifest.promptSet.hash,
      store: store?.shown ?? null,
      inputs: store === null ? null : await store.putInputs({ manifest, instructions }),
    },
    onLost: (reason) => halt.abort(reason),
    onDrained: () => {
      isDrained = true;
      halt.abort(new StopError("The queue was drained. The same command goes on with what is left."));
    },
  });
  await using queue = await opened.engine.openQueue();
  await session.begin();
  if (await queue.isPaused())
    context.report({ kind: "notice", message: "the queue is paused: `curate queue resume` lets it go on" });
  context.report({
    kind: "stage-started",
    stage: "record",
    detail: `workers on ${opened.address.shown} (${opened.server}) on ${options.limit ?? instructions.length} instructions`,
  });
  const stage: RecordOnQueueOptions = {
    settings,
    paths,
    manifest,
    ledger,
    instructions,
    limit: options.limit ?? null,
    retryQuarantined: options.retryQuarantined ?? false,
    queue,
    onProgress: (progress) => session.progress(progress),
    onSealed: async (id) => indexSealed(await openRunReader(paths.dir), id),
    reconcileEveryMs: Math.min(reconcileEveryMs, lease.leaseMs / 2),
    stopLimitMs: lease.leaseMs,
    report: context.report,
    signal: AbortSignal.any([context.signal, halt.signal]),
    // of a drained queue the workers finish what is under way; else they put it down
    onStop: (reason) =>
      void (isDrained || session.end("stopped", errorMessage(reason)).catch(() => undefined)),
    isOurs: () => session.isOurs,
    ...(store !== null && { fetchSealed: (id: string) => store.fetch(id, paths) }),
  };
  const summary = await recordOnQueue(stage);
  await session.end("done", null);
  return summary;
}

/** Workers without this folder would begin them anew, and pay again. */
async function refuseBegunHere({ paths }: OpenRun): Promise<void> {
  const reader = await openRunReader(paths.dir);
  const ids = await reader.trajectoryIds();
  const begun = ids.filter((id) => !isSealed(paths.trajectory(id)));
  if (begun.length === 0) return;
  throw new UserError(
    `${begun.length} trajectories are begun in ${paths.dir} and not sealed (${begun.slice(0, 3).join(", ")}${begun.length > 3 ? ", ..." : ""}): workers that share no folder cannot go on with them. Finish them with \`curate record\` or workers on this folder, then use --store.`,
  );
}
