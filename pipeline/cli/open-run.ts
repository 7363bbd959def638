import { createRequire } from "node:module";
import { resolve } from "node:path";
import { configHashOf } from "../config/config-hash.ts";
import { recordableConfig } from "../config/redact.ts";
import type { Settings } from "../config/settings.ts";
import { usesRehearsal } from "../config/settings.ts";
import { UserError } from "../errors.ts";
import { Budget } from "../model/budget.ts";
import { Cassette } from "../model/cassette.ts";
import { ModelClient, type Replay } from "../model/model-client.ts";
import { type RehearsalServer, startRehearsalServer } from "../model/rehearsal/server.ts";
import { loadPromptSet, type PromptSet } from "../prompts/prompt-set.ts";
import { writeFileAtomic } from "../run/atomic-file.ts";
import { toJsonLines } from "../run/json-lines.ts";
import { Ledger, spendOf, tokensOf } from "../run/ledger.ts";
import { readInstructions } from "../run/read-instructions.ts";
import { lockRun } from "../run/run-lock.ts";
import { establishRun, type RunManifest } from "../run/run-manifest.ts";
import { RunPaths } from "../run/run-paths.ts";
import type { CommandContext } from "./command-context.ts";
import { type ConfigChoice, locateSettings } from "./locate-config.ts";

/** A run opened for work with models: locked, its manifest checked, its spend counted. */
export interface OpenRun {
  settings: Settings;
  paths: RunPaths;
  prompts: PromptSet;
  manifest: RunManifest;
  ledger: Ledger;
  models: ModelClient;
  /** the recording that answers in place of models and sites; null: none */
  replay: Replay | null;
}

/** Opens the run that the options name, does the work, and closes it whatever happens. */
export async function withRun<Result>(
  choice: ConfigChoice,
  context: CommandContext,
  work: (run: OpenRun) => Promise<Result>,
  /** Other models for this work; the run stays what it was made with. Default: the run's own. */
  withModels: (made: Settings) => Promise<Settings> = async (made) => made,
  /** The queue that this process plans (default: none). */
  queue: string | null = null,
): Promise<Result> {
  const { settings: made } = await locateSettings(choice, context.cwd, context.cores);
  const settings = await withModels(made);
  const paths = new RunPaths(settings.run);
  const prompts = await loadPromptSet(settings.prompts);
  const replay = await openReplay(choice, settings, context);
  // a strict replay sends nothing: it needs neither keys nor models
  const isOffline = replay?.onMiss === "fail";
  if (!isOffline) checkKeys(settings, context);
  await using _lock = await lockRun(paths.lock, { queue });
  const manifest = await establishRun(paths.manifest, planManifest(made, prompts, context));
  if (replay !== null) await takeOverInstructions(replay.cassette.dir, paths);
  await using ledger = await Ledger.open(paths.ledger);
  await using rehearsal = usesRehearsal(settings) && !isOffline ? await startRehearsalServer() : null;
  const replayed = new Map<string, number>();
  await using models = new ModelClient({
    settings,
    ledger,
    now: context.now,
    apiKeyOf: (endpoint) => apiKeyOf(endpoint.apiKeyEnv, context),
    rehearsalURL: (role) => requireServer(rehearsal).baseURL(role),
    budget: new Budget(settings.budget, spendOf(ledger.entries)),
    replay,
    onCall: (entry) => {
      const { role, costUsd, outcome, replayed: match } = entry;
      if (match !== undefined) replayed.set(match, (replayed.get(match) ?? 0) + 1);
      const tokens = match === undefined ? tokensOf(entry) : 0;
      context.report({ kind: "call-ended", role, tokens, costUsd, outcome });
    },
  });
  warnOfUnpricedModels(settings, context);
  try {
    return await work({ settings, paths, prompts, manifest, ledger, models, replay });
  } finally {
    if (replay !== null) reportReplay(replay, replayed, context);
  }
}

/** The recording that the command line names. Throws UserError when it is the run itself, or no recording. */
async function openReplay(
  { replay: dir, liveOnMiss }: ConfigChoice,
  settings: Settings,
  context: CommandContext,
): Promise<Replay | null> {
  if (dir === undefined) {
    if (liveOnMiss !== true) return null;
    throw new UserError("--live-on-miss needs a recording to miss in: name one with --replay DIR.");
  }
  if (resolve(context.cwd, dir) === resolve(context.cwd, settings.run)) {
    throw new UserError(
      `The recording and the run are the same folder, ${settings.run}. Name another for the run with --run DIR.`,
    );
  }
  return { cassette: await Cassette.open(dir), onMiss: liveOnMiss === true ? "send" : "fail" };
}

/** Imported instructions came from no call, so no call can give them again: a new run takes the recording's. */
async function takeOverInstructions(dir: string, paths: RunPaths): Promise<void> {
  if ((await readInstructions(paths)).length > 0) return;
  const recorded = await readInstructions(new RunPaths(dir));
  const imported = recorded.filter(({ source }) => source.kind === "imported");
  if (imported.length > 0) await writeFileAtomic(paths.instructions, toJsonLines(imported));
}

function reportReplay(
  { cassette }: Replay,
  replayed: ReadonlyMap<string, number>,
  context: CommandContext,
): void {
  const count = (match: string): number => replayed.get(match) ?? 0;
  const total = [...replayed.values()].reduce((sum, calls) => sum + calls, 0);
  const loose = [
    ...(count("other-images") > 0 ? [`${count("other-images")} of them with images that differ`] : []),
    ...(count("other-observation") > 0
      ? [`${count("other-observation")} of judges that were shown something else this time`]
      : []),
    ...(count("other-sample") > 0 ? [`${count("other-sample")} recorded for another sample`] : []),
  ];
  const message = [`${total} calls answered from ${cassette.dir}`, ...loose].join(", ");
  context.report({ kind: "notice", message });
}

/** A limit in dollars cannot hold where nobody says what a call costs. */
function warnOfUnpricedModels({ budget, models }: Settings, context: CommandContext): void {
  if (budget.maxUsd === null) return;
  const unpriced = Object.entries(models).flatMap(([role, endpoint]) =>
    endpoint === null || endpoint.baseURL === "rehearsal" || endpoint.price !== undefined ? [] : [role],
  );
  if (unpriced.length === 0) return;
  context.report({
    kind: "notice",
    message: `budget.maxUsd counts only calls whose cost the provider reports: no price is configured for ${unpriced.join(", ")} (models.ROLE.price)`,
  });
}

/** What run.json of a new run will say. */
export function planManifest(settings: Settings, prompts: PromptSet, context: CommandContext): RunManifest {
  return {
    schema: "run.v1",
    createdAt: context.now().toISOString(),
    configHash: configHashOf(settings, prompts.hash),
    config: recordableConfig(settings),
    promptSet: { name: prompts.name, hash: prompts.hash, prompts: prompts.hashes },
    versions: { "webgen-curator": ownVersion(), node: process.versions.node },
    label: usesRehearsal(settings) ? "rehearsal" : null,
  };
}

export function ownVersion(): string {
  const require = createRequire(import.meta.url);
  const { version } = require("../../package.json") as { version: string };
  return version;
}

/** Every key is looked for before the first call, so that none is missed in the middle of a run. */
export function checkKeys(settings: Settings, context: CommandContext): void {
  for (const endpoint of Object.values(settings.models)) {
    if (endpoint !== null && endpoint.baseURL !== "rehearsal") apiKeyOf(endpoint.apiKeyEnv, context);
  }
}

/** Local servers need no key, but the client insists on one. */
export function apiKeyOf(name: string | undefined, context: CommandContext): string {
  if (name === undefined) return "none";
  const key = context.env[name];
  if (key !== undefined && key !== "") return key;
  throw new UserError(
    `The environment variable ${name}, named as an apiKeyEnv in the configuration, is not set. Set it and run the command again.`,
  );
}

export function requireServer(server: RehearsalServer | null): RehearsalServer {
  if (server === null) throw new UserError("The rehearsal models are not running.");
  return server;
}
