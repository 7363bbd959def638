import { statfs } from "node:fs/promises";
import { dirname, resolve } from "node:path";
import { planTrajectories } from "../../../stages/record/stage.ts";
import type { Settings } from "../../config/settings.ts";
import { hasErrorCode } from "../../errors.ts";
import { assumptionsOf, unitsOf } from "../../plan/assumptions.ts";
import { defaultInstructions, defaultTrajectories } from "../../plan/default-cost.ts";
import { estimateRun, type PlannedStage, type StageWork } from "../../plan/estimate-run.ts";
import type { Basis } from "../../plan/futures.ts";
import { countPromptTokens } from "../../plan/prompt-tokens.ts";
import { nothingSoFar, type RunSoFar, readRunSoFar } from "../../plan/read-run-so-far.ts";
import { recordLanes } from "../../plan/run-limits.ts";
import type { UnitCost } from "../../plan/unit-cost.ts";
import { warningsOf } from "../../plan/warnings.ts";
import { loadPromptSet, type PromptSet } from "../../prompts/prompt-set.ts";
import { openRunReader } from "../../run/open-run-reader.ts";
import { readInstructions } from "../../run/read-instructions.ts";
import { checkRun, readRunManifest } from "../../run/run-manifest.ts";
import { RunPaths } from "../../run/run-paths.ts";
import { type CommandContext, type CommonOptions, printResult } from "../command-context.ts";
import { type ExitCode, exitCode } from "../exit-code.ts";
import { locateSettings } from "../locate-config.ts";
import { planManifest } from "../open-run.ts";
import { formatPlan, type PlanReport } from "../plan-text.ts";
import { synthesisConcurrency } from "./synthesize.ts";

/** `curate plan`: what the rest of a run will take. Nothing is run, written or paid for; no key is needed. */
export async function planCommand(options: CommonOptions, context: CommandContext): Promise<ExitCode> {
  const { settings } = await locateSettings(options, context.cwd, context.cores);
  const prompts = await loadPromptSet(settings.prompts);
  const report = await planRun({ settings, prompts, limit: options.limit ?? null, context });
  printResult(context, options, report, formatPlan(report));
  return exitCode.done;
}

async function planRun(options: {
  settings: Settings;
  prompts: PromptSet;
  limit: number | null;
  context: CommandContext;
}): Promise<PlanReport> {
  const { settings, prompts, limit, context } = options;
  const paths = new RunPaths(settings.run);
  const planned = planManifest(settings, prompts, context);
  const existing = await readRunManifest(paths.manifest);
  if (existing !== null) checkRun(paths.manifest, existing, planned);
  const instructions = existing === null ? [] : await readInstructions(paths);
  const soFar =
    existing === null ? nothingSoFar : await readRunSoFar(await openRunReader(settings.run), settings.models);

  const toSynthesize = instructionsMissing(settings, instructions);
  const toCome = Math.min(
    toSynthesize,
    limit === null ? toSynthesize : Math.max(0, limit - instructions.length),
  );
  const known = planTrajectories({ settings, manifest: planned, instructions, limit });
  const open = known.filter(({ id }) => soFar.trajectories.get(id)?.sealed !== true);
  const begun = open.flatMap(({ id }) => soFar.trajectories.get(id)?.cost ?? []);
  const fresh = open.length - begun.length + toCome * settings.record.samples;
  const tokens = countPromptTokens(prompts, instructions[0]?.instruction);
  const stages: Record<PlannedStage, StageWork> = {
    synthesize: {
      work: { fresh: toSynthesize, begun: [] },
      basis: basisOf(soFar.instructions, defaultInstructions(settings, tokens)),
      lanes: { count: synthesisConcurrency, name: `${synthesisConcurrency} candidates at once` },
    },
    record: {
      work: { fresh, begun },
      basis: basisOf(sealedCosts(soFar), defaultTrajectories(settings, tokens)),
      lanes: recordLanes(settings, fresh + begun.length),
    },
  };
  const estimate = estimateRun({ settings, stages, spent: soFar.spent });
  const trajectoriesLeft = unitsOf(stages.record);
  const freeBytes = await freeBytesAt(resolve(context.cwd, settings.run));
  return {
    run: settings.run,
    label: planned.label,
    left: {
      instructions: toSynthesize,
      trajectories: trajectoriesLeft,
      begun: begun.length,
      sealed: known.length - open.length,
      planned: known.length + toCome * settings.record.samples,
    },
    basis: { synthesize: basisName(stages.synthesize), record: basisName(stages.record) },
    spent: soFar.spent,
    ...estimate,
    freeBytes,
    assumptions: assumptionsOf(stages, settings),
    warnings: warningsOf({
      estimate,
      settings,
      trajectoriesLeft,
      unpricedCalls: soFar.spent.unpricedCalls,
      freeBytes,
    }),
  };
}

/** As `curate run` does: imported instructions count, and a run that holds enough gets none. */
function instructionsMissing(
  { synthesize: { count } }: Settings,
  instructions: readonly { source: { kind: string } }[],
): number {
  if (instructions.length >= count) return 0;
  return count - instructions.filter(({ source }) => source.kind === "synthesized").length;
}

function sealedCosts({ trajectories }: RunSoFar): UnitCost[] {
  return [...trajectories.values()].flatMap(({ sealed, cost }) => (sealed ? [cost] : []));
}

function basisOf(units: readonly UnitCost[], defaults: Basis): Basis {
  return units.length === 0 ? defaults : { kind: "pilot", units };
}

function basisName({ basis }: StageWork): PlanReport["basis"]["record"] {
  return basis.kind === "pilot" ? { kind: "pilot", units: basis.units.length } : { kind: "defaults" };
}

/** Free bytes where the run folder lies or will lie; null when the system does not say. */
async function freeBytesAt(path: string): Promise<number | null> {
  try {
    const { bavail, bsize } = await statfs(path);
    return bavail * bsize;
  } catch (error) {
    if (!hasErrorCode(error, "ENOENT")) return null;
    const parent = dirname(path);
    return parent === path ? null : freeBytesAt(parent);
  }
}
