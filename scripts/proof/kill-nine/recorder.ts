import { resolveSettings } from "../../../pipeline/config/settings.ts";
import { createJudge } from "../../../pipeline/judge/model-judge.ts";
import { Budget } from "../../../pipeline/model/budget.ts";
import { ModelClient } from "../../../pipeline/model/model-client.ts";
import { loadPromptSet } from "../../../pipeline/prompts/prompt-set.ts";
import { hashOf } from "../../../pipeline/run/digest.ts";
import { Ledger, spendOf } from "../../../pipeline/run/ledger.ts";
import { lockRun } from "../../../pipeline/run/run-lock.ts";
import { establishRun } from "../../../pipeline/run/run-manifest.ts";
import { RunPaths } from "../../../pipeline/run/run-paths.ts";
import { recordRun } from "../../../stages/record/stage.ts";
import { paperBrowser, paperSites } from "./paper-machinery.ts";
import { errorLimit, instructionAt, runSeed, samples } from "./script.ts";

/** Trajectories recorded at once. */
const concurrency = 2;

/** Records the scripted trajectories of so many instructions: the real stage and model client, on sites of paper. */
async function recordScript(dir: string, baseURL: string, instructions: number): Promise<void> {
  const endpoint = { baseURL, model: "scripted", sendSeed: true };
  const models = { teacher: endpoint, vision: endpoint, feedback: endpoint };
  const settings = resolveSettings(
    { run: dir, seed: runSeed, models, record: { samples, errorLimit, concurrency } },
    concurrency,
  );
  const prompts = await loadPromptSet("default");
  const paths = new RunPaths(dir);
  const now = (): Date => new Date();
  await using _lock = await lockRun(paths.lock);
  const manifest = await establishRun(paths.manifest, {
    schema: "run.v1",
    createdAt: now().toISOString(),
    configHash: hashOf({ samples, errorLimit, runSeed }),
    config: {},
    promptSet: { name: prompts.name, hash: prompts.hash, prompts: prompts.hashes },
    versions: {},
    label: null,
  });
  await using ledger = await Ledger.open(paths.ledger);
  await using client = new ModelClient({
    settings,
    ledger,
    now,
    apiKeyOf: () => "none",
    rehearsalURL: () => baseURL,
    budget: new Budget(settings.budget, spendOf(ledger.entries)),
  });
  const judge = createJudge({ prompts, maxAsks: 2, guiMaxTurns: settings.record.guiMaxTurns });
  const summary = await recordRun({
    settings,
    paths,
    manifest,
    prompts,
    ledger,
    judge,
    now,
    models: client,
    instructions: Array.from({ length: instructions }, (_, index) => instructionAt(index)),
    limit: null,
    openMachinery: async () => ({ siteHost: paperSites, browser: paperBrowser }),
    report: () => undefined,
    signal: new AbortController().signal,
  });
  if (summary.sealed !== summary.planned || summary.failed.length > 0)
    throw new Error(`Not everything was recorded: ${JSON.stringify(summary)}`);
}

const [dir = "", baseURL = "", instructions = ""] = process.argv.slice(2);
await recordScript(dir, baseURL, Number(instructions));
