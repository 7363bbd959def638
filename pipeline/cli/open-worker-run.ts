import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Settings } from "../config/settings.ts";
import { usesRehearsal } from "../config/settings.ts";
import type { QueuePlan } from "../contracts/generated/queue-state.ts";
import { UserError } from "../errors.ts";
import { ModelClient } from "../model/model-client.ts";
import { startRehearsalServer } from "../model/rehearsal/server.ts";
import type { ProgressEvent } from "../progress/progress-event.ts";
import { loadPromptSet, type PromptSet } from "../prompts/prompt-set.ts";
import { SharedBudget } from "../queue/shared-budget.ts";
import { SharedGate } from "../queue/shared-gate.ts";
import type { SharedState } from "../queue/shared-state.ts";
import { checkTerms } from "../queue/worker-session.ts";
import { writeFileAtomic } from "../run/atomic-file.ts";
import { toJsonLines } from "../run/json-lines.ts";
import { type CallLedger, tokensOf } from "../run/ledger.ts";
import { type RunManifest, readRunManifest } from "../run/run-manifest.ts";
import { RunPaths } from "../run/run-paths.ts";
import type { SealedTrajectories } from "../store/sealed-trajectories.ts";
import { codeHash } from "./code-hash.ts";
import type { CommandContext } from "./command-context.ts";
import { type ConfigChoice, locateSettings } from "./locate-config.ts";
import { apiKeyOf, checkKeys, ownVersion, planManifest, requireServer } from "./open-run.ts";

type CallEnded = Extract<ProgressEvent, { kind: "call-ended" }>;

/** A run as a worker has it: it writes trajectories, and neither manifest nor ledger. */
export interface WorkerRun {
  settings: Settings;
  paths: RunPaths;
  prompts: PromptSet;
  manifest: RunManifest;
  ledger: CallLedger;
  models: ModelClient;
  /** Whom to tell of a trajectory's calls. */
  onCalls: Map<string, (event: CallEnded) => void>;
}

/** A worker accounts for its calls in the journals; the planner enters them into the ledger. */
const journalsOnly: CallLedger = { entries: [], add: async () => undefined, has: () => false };

export interface WorkerRunOptions {
  choice: ConfigChoice;
  plan: QueuePlan;
  worker: string;
  state: SharedState;
  store: SealedTrajectories | null;
  context: CommandContext;
}

/**
 * Opens the planned run for a worker, does the work, and closes it. Throws UserError when the worker would not record
 * what the planner planned.
 */
export async function withWorkerRun<Result>(
  options: WorkerRunOptions,
  work: (run: WorkerRun) => Promise<Result>,
): Promise<Result> {
  const { context, plan, state, worker } = options;
  await using folder = await openFolder(options);
  const choice = { ...options.choice, run: folder.dir };
  const { settings } = await locateSettings(choice, context.cwd, context.cores);
  const paths = new RunPaths(settings.run);
  const manifest = await readRunManifest(paths.manifest);
  if (manifest === null) {
    throw new UserError(
      `${paths.dir} is no run folder on this machine: it has no run.json. Name the planner's folder, as it is seen from here, with --run; or use --store where there is no shared folder.`,
    );
  }
  const prompts = await loadPromptSet(settings.prompts);
  const own = planManifest(settings, prompts, context);
  checkTerms(plan, {
    version: ownVersion(),
    codeHash: await codeHash(),
    configHash: own.configHash,
    promptSetHash: prompts.hash,
  });
  checkKeys(settings, context);
  await using rehearsal = usesRehearsal(settings) ? await startRehearsalServer() : null;
  const onCalls: WorkerRun["onCalls"] = new Map();
  await using models = new ModelClient({
    settings,
    ledger: journalsOnly,
    now: context.now,
    apiKeyOf: (endpoint) => apiKeyOf(endpoint.apiKeyEnv, context),
    rehearsalURL: (role) => requireServer(rehearsal).baseURL(role),
    budget: new SharedBudget(state, worker),
    openGate: ({ id, stated, concurrency }) =>
      new SharedGate({ state, worker, endpoint: id, shared: stated, concurrency }),
    onCall: (entry) => {
      const { role, costUsd, outcome, trajectoryId } = entry;
      const event: CallEnded = { kind: "call-ended", role, tokens: tokensOf(entry), costUsd, outcome };
      context.report(event);
      onCalls.get(trajectoryId ?? "")?.(event);
    },
  });
  return await work({ settings, paths, prompts, manifest, ledger: journalsOnly, models, onCalls });
}

/** The run folder: the one named, the planner's, or one of its own that is made from the store. */
async function openFolder({
  choice,
  plan,
  store,
}: WorkerRunOptions): Promise<{ dir: string } & AsyncDisposable> {
  const keep = async (): Promise<void> => undefined;
  if (plan.store === null && store === null)
    return { dir: choice.run ?? plan.run, [Symbol.asyncDispose]: keep };
  if (store === null || store.shown !== plan.store || plan.inputs === null) {
    throw new UserError(
      `The planner ${plan.store === null ? "uses no --store" : `puts trajectories into ${plan.store}`}, this worker ${store === null ? "uses no --store" : `into ${store.shown}`}. Give both the same.`,
    );
  }
  const own = choice.run === undefined ? await mkdtemp(join(tmpdir(), "curate-worker-")) : null;
  const dir = own ?? choice.run ?? "";
  const inputs = await store.getInputs(plan.inputs);
  const paths = new RunPaths(dir);
  await writeFileAtomic(paths.manifest, `${JSON.stringify(inputs.manifest, null, 2)}\n`);
  await writeFileAtomic(paths.instructions, toJsonLines(inputs.instructions));
  return {
    dir,
    [Symbol.asyncDispose]: async () => {
      if (own !== null) await rm(own, { recursive: true, force: true });
    },
  };
}
