import { createRequire } from "node:module";
import { configHashOf } from "../config/config-hash.ts";
import { recordableConfig } from "../config/redact.ts";
import type { Settings } from "../config/settings.ts";
import { usesRehearsal } from "../config/settings.ts";
import { UserError } from "../errors.ts";
import { Budget } from "../model/budget.ts";
import { ModelClient } from "../model/model-client.ts";
import { type RehearsalServer, startRehearsalServer } from "../model/rehearsal/server.ts";
import { loadPromptSet, type PromptSet } from "../prompts/prompt-set.ts";
import { Ledger } from "../run/ledger.ts";
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
}

/** Opens the run that the options name, does the work, and closes it whatever happens. */
export async function withRun<Result>(
  choice: ConfigChoice,
  context: CommandContext,
  work: (run: OpenRun) => Promise<Result>,
): Promise<Result> {
  const { settings } = await locateSettings(choice, context.cwd, context.cores);
  const paths = new RunPaths(settings.run);
  const prompts = await loadPromptSet(settings.prompts);
  checkKeys(settings, context);
  await using _lock = await lockRun(paths.lock);
  const manifest = await establishRun(paths.manifest, planManifest(settings, prompts, context));
  await using ledger = await Ledger.open(paths.ledger);
  await using rehearsal = usesRehearsal(settings) ? await startRehearsalServer() : null;
  const models = new ModelClient({
    settings,
    ledger,
    now: context.now,
    apiKeyOf: (endpoint) => apiKeyOf(endpoint.apiKeyEnv, context),
    rehearsalURL: (role) => requireServer(rehearsal).baseURL(role),
    budget: new Budget(settings.budget, spentSoFar(ledger)),
    onCall: ({ role, usage, costUsd, outcome }) =>
      context.report({
        kind: "call-ended",
        role,
        tokens: (usage?.promptTokens ?? 0) + (usage?.completionTokens ?? 0),
        costUsd,
        outcome,
      }),
  });
  return await work({ settings, paths, prompts, manifest, ledger, models });
}

function planManifest(settings: Settings, prompts: PromptSet, context: CommandContext): RunManifest {
  const require = createRequire(import.meta.url);
  const { version } = require("../../package.json") as { version: string };
  return {
    schema: "run.v1",
    createdAt: context.now().toISOString(),
    configHash: configHashOf(settings, prompts.hash),
    config: recordableConfig(settings),
    promptSet: { name: prompts.name, hash: prompts.hash, prompts: prompts.hashes },
    versions: { "webgen-curator": version, node: process.versions.node },
    label: usesRehearsal(settings) ? "rehearsal" : null,
  };
}

/** Every key is looked for before the first call, so that none is missed in the middle of a run. */
function checkKeys(settings: Settings, context: CommandContext): void {
  for (const endpoint of Object.values(settings.models)) {
    if (endpoint !== null && endpoint.baseURL !== "rehearsal") apiKeyOf(endpoint.apiKeyEnv, context);
  }
}

/** Local servers need no key, but the client insists on one. */
function apiKeyOf(name: string | undefined, context: CommandContext): string {
  if (name === undefined) return "none";
  const key = context.env[name];
  if (key !== undefined && key !== "") return key;
  throw new UserError(
    `The environment variable ${name}, named as an apiKeyEnv in the configuration, is not set. Set it and run the command again.`,
  );
}

function requireServer(server: RehearsalServer | null): RehearsalServer {
  if (server === null) throw new UserError("The rehearsal models are not running.");
  return server;
}

function spentSoFar(ledger: Ledger): { usd: number; tokens: number } {
  let usd = 0;
  let tokens = 0;
  for (const { costUsd, usage } of ledger.entries) {
    usd += costUsd ?? 0;
    tokens += (usage?.promptTokens ?? 0) + (usage?.completionTokens ?? 0);
  }
  return { usd, tokens };
}
