import { join } from "node:path";
import { planManifest } from "../../pipeline/cli/open-run.ts";
import { loadConfig } from "../../pipeline/config/load-config.ts";
import { createJudge } from "../../pipeline/judge/model-judge.ts";
import { Budget } from "../../pipeline/model/budget.ts";
import { ModelClient } from "../../pipeline/model/model-client.ts";
import { loadPromptSet } from "../../pipeline/prompts/prompt-set.ts";
import { writeFileAtomic } from "../../pipeline/run/atomic-file.ts";
import { toJsonLines } from "../../pipeline/run/json-lines.ts";
import { Ledger } from "../../pipeline/run/ledger.ts";
import { establishRun } from "../../pipeline/run/run-manifest.ts";
import { RunPaths } from "../../pipeline/run/run-paths.ts";
import { paperBrowser, paperSites } from "../../scripts/proof/kill-nine/paper-machinery.ts";
import { recordRun } from "../../stages/record/stage.ts";
import { commandWorld } from "./command-world.ts";
import { buildInstruction } from "./memory-run.ts";

/**
 * Makes the run that a configuration file names, with so many instructions, and records the first of them with the real
 * stage, on sites of paper. The models answer at the configured addresses.
 */
export async function recordPilot(
  configPath: string,
  { instructions, recorded }: { instructions: number; recorded: number },
): Promise<RunPaths> {
  const context = commandWorld(join(configPath, ".."));
  const { now, report, signal } = context;
  const settings = await loadConfig(configPath, { overrides: {}, cores: context.cores });
  const prompts = await loadPromptSet(settings.prompts);
  const paths = new RunPaths(settings.run);
  const manifest = await establishRun(paths.manifest, planManifest(settings, prompts, context));
  const all = Array.from({ length: instructions }, (_, index) => buildInstruction(`i-${index}`));
  await writeFileAtomic(paths.instructions, toJsonLines(all));
  await using ledger = await Ledger.open(paths.ledger);
  await using models = new ModelClient({
    settings,
    ledger,
    now,
    apiKeyOf: () => "none",
    rehearsalURL: () => "",
    budget: new Budget({ maxUsd: null, maxTokens: null }, { usd: 0, tokens: 0 }),
  });
  await recordRun({
    settings,
    paths,
    manifest,
    prompts,
    ledger,
    models,
    now,
    report,
    signal,
    instructions: all,
    limit: recorded,
    judge: createJudge({ prompts, maxAsks: 2, guiMaxTurns: 3 }),
    openMachinery: async () => ({ siteHost: paperSites, browser: paperBrowser }),
  });
  return paths;
}
