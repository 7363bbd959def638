import { UserError } from "../../pipeline/errors.ts";
import { estimate, type Tokenizer } from "../../pipeline/measure/tokenizer.ts";
import type { FilterResult } from "../../pipeline/recipe/filter-result.ts";
import type { LoadedRecipe } from "../../pipeline/recipe/recipe.ts";
import { rejectedBy } from "../../pipeline/recipe/rejected-by.ts";
import { summarizeReplays } from "../../pipeline/recipe/summarize-replays.ts";
import { sha256Hex } from "../../pipeline/run/digest.ts";
import type { RunReader } from "../../pipeline/run/run-reader.ts";
import type { PlannedFacts } from "./card/card-facts.ts";
import { readContaminationEvidence } from "./contamination-evidence.ts";
import type { RowSource } from "./dataset-rows.ts";
import { rewardRun } from "./step-grpo/reward-run.ts";
import { type RunSurvey, surveyRun } from "./survey.ts";

export interface PlanDatasetOptions {
  run: RunReader;
  recipe: LoadedRecipe;
  /** The filter's verdicts by that recipe. */
  filtered: FilterResult;
  /** The teacher's system prompt as the run's prompt set renders it. */
  systemPrompt: string;
  /** Counts tokens (default: the estimate). */
  tokenizer?: Tokenizer;
  signal: AbortSignal;
}

/** All that a dataset's files are a function of. */
export interface DatasetPlan extends RowSource {
  kept: ReadonlySet<string>;
  /** What rejected the other trajectories, by id. */
  rejectedBy: ReadonlyMap<string, string[]>;
  rewarded: PlannedFacts["rewarded"];
  systemPrompt: string;
  /** What its card tells beside the rows. */
  facts: PlannedFacts;
}

/**
 * Reads a run and decides every row before the first is written.
 * Throws UserError when the run has changed since it was filtered, or holds nothing to emit.
 */
export async function planDataset(options: PlanDatasetOptions): Promise<DatasetPlan> {
  const { run, recipe, filtered, systemPrompt, tokenizer = estimate, signal } = options;
  const { funnel, verdicts, reliability, proximity } = filtered;
  const manifest = run.manifest();
  checkSystemPrompt(systemPrompt, manifest.promptSet);
  const survey = await surveyRun({ run, stepGrpo: recipe.recipe.stepGrpo, tokenizer, signal });
  checkVerdicts(verdicts, survey);
  if (survey.instructions.size === 0)
    throw new UserError(
      `${run.dir} holds no instructions: there is nothing to emit. Run \`curate synthesize\` or \`curate import\` first.`,
    );
  const rewarded = rewardRun(survey.trajectories, recipe.recipe.stepGrpo.reward);
  const kept = new Set(verdicts.flatMap(({ kept, trajectoryId }) => (kept ? trajectoryId : [])));
  const rejected = verdicts.filter((verdict) => !verdict.kept);
  return {
    run,
    survey,
    recipe: recipe.recipe,
    tokenizer,
    kept,
    rejectedBy: new Map(rejected.map((verdict) => [verdict.trajectoryId, rejectedBy(verdict)])),
    rewarded,
    systemPrompt,
    facts: {
      ...{ recipe, manifest, funnel, survey, kept, reliability, proximity, rewarded, tokenizer },
      replays: await summarizeReplays(run.dir),
      contamination: await readContaminationEvidence(run.dir),
    },
  };
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
