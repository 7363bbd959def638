import { join } from "node:path";
import { cardFile, type DatasetManifest, manifestFile } from "../../pipeline/dataset/read-manifest.ts";
import { replaceFolder } from "../../pipeline/dataset/replace-folder.ts";
import { BugError, hasErrorCode, UserError } from "../../pipeline/errors.ts";
import { readFilterResult } from "../../pipeline/recipe/filter-result.ts";
import type { LoadedRecipe } from "../../pipeline/recipe/recipe.ts";
import { rejectedBy } from "../../pipeline/recipe/rejected-by.ts";
import { writeFileAtomic } from "../../pipeline/run/atomic-file.ts";
import { sha256Hex } from "../../pipeline/run/digest.ts";
import { RunPaths } from "../../pipeline/run/run-paths.ts";
import type { RunReader } from "../../pipeline/run/run-reader.ts";
import { datasetCard } from "./card/card.ts";
import type { CardFacts } from "./card/card-facts.ts";
import { readContaminationEvidence } from "./contamination-evidence.ts";
import { datasetManifest } from "./dataset-manifest.ts";
import { defaultSplitLimits, type SplitLimits } from "./parquet/write-split.ts";
import { rewardRun } from "./step-grpo/reward-run.ts";
import { type RunSurvey, surveyRun } from "./survey.ts";
import { createdBy } from "./tool-versions.ts";
import { verifyDataset } from "./verify-dataset.ts";
import { writeConfigs } from "./write-configs.ts";

export interface EmitRunOptions {
  run: RunReader;
  recipe: LoadedRecipe;
  /** The teacher's system prompt as the run's prompt set renders it. */
  systemPrompt: string;
  /** Where row groups and files are cut. */
  limits?: SplitLimits;
  signal: AbortSignal;
}

export interface EmitSummary {
  name: string;
  /** The dataset's folder. */
  dir: string;
  label: "rehearsal" | null;
  /** What was written; a configuration without rows is not there. */
  configs: DatasetManifest["configs"];
  /** Trajectories still in progress: they are in no configuration. */
  unfinished: string[];
}

/**
 * Writes the datasets of a run by a recipe: Parquet files, card and manifest, read back and compared before they take
 * the place of an earlier version. A pure function of run and recipe: the same two give the same bytes.
 * Throws UserError when the run was not filtered by this recipe since it last changed.
 */
export async function emitRun(options: EmitRunOptions): Promise<EmitSummary> {
  const { run, recipe, systemPrompt, signal } = options;
  const manifest = run.manifest();
  checkSystemPrompt(systemPrompt, manifest.promptSet);
  const { funnel, verdicts } = await readFilterResult(run.dir, recipe);
  const survey = await surveyRun(run, recipe.recipe.stepGrpo, signal);
  checkVerdicts(verdicts, survey);
  const contamination = await readContaminationEvidence(run.dir);
  if (survey.instructions.size === 0)
    throw new UserError(
      `${run.dir} holds no instructions: there is nothing to emit. Run \`curate synthesize\` or \`curate import\` first.`,
    );
  const rewarded = rewardRun(survey.trajectories, recipe.recipe.stepGrpo.reward);
  const dir = new RunPaths(run.dir).dataset(recipe.recipe.name);
  const kept = new Set(verdicts.flatMap(({ kept, trajectoryId }) => (kept ? trajectoryId : [])));
  const rejected = verdicts.filter((verdict) => !verdict.kept);
  const rejectedByOf = new Map(rejected.map((verdict) => [verdict.trajectoryId, rejectedBy(verdict)]));
  try {
    return await replaceFolder(dir, async (staging) => {
      const limits = options.limits ?? defaultSplitLimits;
      const source = {
        run,
        survey,
        recipe: recipe.recipe,
        kept,
        rejectedBy: rejectedByOf,
        rewarded,
        systemPrompt,
      };
      const written = await writeConfigs({ ...source, dir: staging, createdBy, limits, signal });
      const { configs } = await sealDataset(
        staging,
        { recipe, manifest, funnel, survey, contamination, rewarded, ...written },
        signal,
      );
      return { name: recipe.recipe.name, dir, label: survey.label, configs, unfinished: survey.unfinished };
    });
  } catch (error) {
    throw isDiskFull(error) ? diskFull(dir, error) : error;
  }
}

/** Adds card and manifest, and reads everything back. */
async function sealDataset(dir: string, facts: CardFacts, signal: AbortSignal): Promise<DatasetManifest> {
  const card = datasetCard(facts);
  const manifest = datasetManifest(facts, card);
  await writeFileAtomic(join(dir, cardFile), card);
  await writeFileAtomic(join(dir, manifestFile), `${JSON.stringify(manifest, null, 2)}\n`);
  const { problems } = await verifyDataset(dir, signal);
  if (problems.length === 0) return manifest;
  throw new BugError(`The dataset does not read back as it was written: ${problems.join("; ")}`);
}

function isDiskFull(error: unknown): boolean {
  return hasErrorCode(error, "ENOSPC", "EDQUOT");
}

function diskFull(dir: string, cause: unknown): UserError {
  return new UserError(
    `${dir}: there is no room left on the disk for the dataset. An earlier version of it is as it was. Free some space and emit again.`,
    { cause },
  );
}

/** `prompts` must show the policy what the teacher was shown. */
function checkSystemPrompt(
  systemPrompt: string,
  promptSet: ReturnType<RunReader["manifest"]>["promptSet"],
): void {
  if (sha256Hex(systemPrompt) === promptSet.prompts["teacher-system"]) return;
  throw new UserError(
    `The prompt set "${promptSet.name}" has another teacher-system prompt than the one this run was made with. Restore it, or name the run's own prompt set in the configuration.`,
  );
}

/** Every sealed trajectory must have its verdict, and no other. */
function checkVerdicts(verdicts: readonly { trajectoryId: string }[], survey: RunSurvey): void {
  const judged = new Set(verdicts.map(({ trajectoryId }) => trajectoryId));
  const sealed = new Set(survey.trajectories.map(({ id }) => id));
  const differing = judged.symmetricDifference(sealed).size;
  if (differing === 0) return;
  throw new UserError(
    `The run has changed since it was filtered: ${differing} trajectories differ from the verdicts. Run \`curate filter\` again.`,
  );
}
