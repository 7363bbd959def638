import { resolveSettings } from "../../pipeline/config/settings.ts";
import type { Endpoint } from "../../pipeline/contracts/generated/config.ts";
import type { Instruction } from "../../pipeline/contracts/generated/instruction.ts";
import { createJudge } from "../../pipeline/judge/model-judge.ts";
import { Budget } from "../../pipeline/model/budget.ts";
import type { Patience } from "../../pipeline/model/endpoint-health.ts";
import { ModelClient } from "../../pipeline/model/model-client.ts";
import { loadPromptSet } from "../../pipeline/prompts/prompt-set.ts";
import { writeFileAtomic } from "../../pipeline/run/atomic-file.ts";
import { hashOf } from "../../pipeline/run/digest.ts";
import { toJsonLines } from "../../pipeline/run/json-lines.ts";
import { Ledger, type LedgerEntry, spendOf } from "../../pipeline/run/ledger.ts";
import { lockRun } from "../../pipeline/run/run-lock.ts";
import { establishRun } from "../../pipeline/run/run-manifest.ts";
import { RunPaths } from "../../pipeline/run/run-paths.ts";
import { type RecordRunOptions, type RecordSummary, recordRun } from "../../stages/record/stage.ts";
import { paperBrowser, paperSites } from "./kill-nine/paper-machinery.ts";

export interface PaperRun {
  /** The run folder; made when it is not there. */
  dir: string;
  /** Address of every role's models. */
  baseURL: string;
  instructions: readonly Instruction[];
  /** Seed of the run; requests carry seeds drawn from it. */
  seed: number;
  samples: number;
  errorLimit: number;
  /** Trajectories recorded at once. */
  concurrency: number;
  /** Default: the usual limits. */
  maxSteps?: number;
  guiMaxTurns?: number;
  /** How often an unusable answer of a judge is asked for in all. */
  maxAsks: number;
  endpoint?: Partial<Endpoint>;
  apiKey?: string;
  patience?: Patience;
  /** Default: sites and pages on paper. */
  openMachinery?: RecordRunOptions["openMachinery"];
  retryQuarantined?: boolean;
  onSealed?: RecordRunOptions["onSealed"];
  onCall?(entry: LedgerEntry): void;
  report?: RecordRunOptions["report"];
  signal?: AbortSignal;
  now?(): Date;
}

/** Records a run with the real stage, judges and model client, on sites of paper: as `curate record` would. */
export async function recordOnPaper(run: PaperRun): Promise<RecordSummary> {
  const { dir, baseURL, seed, samples, errorLimit, concurrency, now = () => new Date() } = run;
  const endpoint: Endpoint = { baseURL, model: "scripted", sendSeed: true, ...run.endpoint };
  const settings = resolveSettings(
    {
      ...{ run: dir, seed, models: { teacher: endpoint, vision: endpoint, feedback: endpoint } },
      record: {
        ...{ samples, errorLimit, concurrency },
        ...(run.maxSteps !== undefined && { maxSteps: run.maxSteps }),
        ...(run.guiMaxTurns !== undefined && { guiMaxTurns: run.guiMaxTurns }),
      },
    },
    concurrency,
  );
  const prompts = await loadPromptSet("default");
  const paths = new RunPaths(dir);
  await using _lock = await lockRun(paths.lock);
  const manifest = await establishRun(paths.manifest, {
    schema: "run.v1",
    createdAt: now().toISOString(),
    configHash: hashOf({ samples, errorLimit, seed }),
    config: {},
    promptSet: { name: prompts.name, hash: prompts.hash, prompts: prompts.hashes },
    versions: {},
    label: null,
  });
  await writeFileAtomic(paths.instructions, toJsonLines(run.instructions));
  await using ledger = await Ledger.open(paths.ledger);
  await using models = new ModelClient({
    ...{ settings, ledger, now },
    apiKeyOf: () => run.apiKey ?? "none",
    rehearsalURL: () => baseURL,
    budget: new Budget(settings.budget, spendOf(ledger.entries)),
    ...(run.onCall !== undefined && { onCall: run.onCall }),
    ...(run.patience !== undefined && { patience: run.patience }),
  });
  return await recordRun({
    ...{ settings, paths, manifest, prompts, ledger, models, now },
    judge: createJudge({ prompts, maxAsks: run.maxAsks, guiMaxTurns: settings.record.guiMaxTurns }),
    instructions: run.instructions,
    limit: null,
    retryQuarantined: run.retryQuarantined ?? false,
    openMachinery: run.openMachinery ?? (async () => ({ siteHost: paperSites, browser: paperBrowser })),
    ...(run.onSealed !== undefined && { onSealed: run.onSealed }),
    report: run.report ?? (() => undefined),
    signal: run.signal ?? new AbortController().signal,
  });
}
