import type { Grade } from "../../pipeline/contracts/generated/grade.ts";
import type { Review } from "../../pipeline/contracts/generated/review.ts";
import type { ChosenMeasures } from "../../pipeline/index/measure-trajectory.ts";
import {
  type ReadMeasuresOptions,
  type RunMeasures,
  readMeasures,
} from "../../pipeline/index/measures-index.ts";
import { countTokens } from "../../pipeline/index/token-index.ts";
import { ContaminationIndex, type TestInstruction } from "../../pipeline/instruction/contamination-index.ts";
import { estimate, type Tokenizer } from "../../pipeline/measure/tokenizer.ts";
import { type GradedScores, readGradedScores } from "../../pipeline/recipe/graded-scores.ts";
import { type GuiReplays, readGuiReplays } from "../../pipeline/recipe/gui-replays.ts";
import { readGradings } from "../../pipeline/recipe/read-gradings.ts";
import type { Recipe } from "../../pipeline/recipe/recipe.ts";
import { readRecords } from "../../pipeline/run/json-lines.ts";
import { RunPaths } from "../../pipeline/run/run-paths.ts";

/** All that a run's trajectories are judged by, in memory. It does not grow with the length of their texts. */
export interface Evidence extends RunMeasures {
  label: "rehearsal" | null;
  /** What counted the tokens. */
  tokenizer: string;
  /** By trajectory; null when nothing was built. */
  tokens: ReadonlyMap<string, number | null>;
  /** By instruction. */
  instructions: ReadonlyMap<string, { text: string; applicationType: string }>;
  /** By trajectory, oldest first. */
  reviews: ReadonlyMap<string, readonly Review[]>;
  /** The grading whose scores count; null for the recorded ones. */
  grading: GradedScores | null;
  /** What judges who were asked again gave, by grading. */
  gradings: ReadonlyMap<string, readonly Grade[]>;
  replays: GuiReplays;
  tests: ContaminationIndex | null;
}

export interface GatherOptions extends ReadMeasuresOptions {
  recipe: Recipe;
  /** Counts tokens (default: the estimate). */
  tokenizer?: Tokenizer;
  /** What instructions are held against; needed where the recipe has the rule "contamination". */
  tests?: readonly TestInstruction[];
}

/** Gathers what judging a run needs. Throws UserError on reviews, grades or instructions that cannot be read. */
export async function gatherEvidence(options: GatherOptions): Promise<Evidence> {
  const { run, recipe, tokenizer = estimate, tests, signal } = options;
  const paths = new RunPaths(run.dir);
  const found = await readMeasures(options);
  const instructions = new Map<string, { text: string; applicationType: string }>();
  for await (const { id, instruction, application_type } of run.instructions())
    instructions.set(id, { text: instruction, applicationType: application_type });
  const tokens = tokenizer.exact
    ? await countTokens({
        run,
        measures: found.measures,
        tokenizer,
        shape: recipe.sft,
        keep: options.keep ?? true,
        signal,
      })
    : new Map(
        found.measures.map(({ trajectoryId, chosen }) => [trajectoryId, estimatedTokens(chosen, recipe.sft)]),
      );
  const reviews = await Array.fromAsync(readRecords(paths.reviews, "review"));
  return {
    ...found,
    label: run.manifest().label ?? found.measures.find(({ label }) => label !== null)?.label ?? null,
    tokenizer: tokenizer.name,
    tokens,
    instructions,
    reviews: Map.groupBy(reviews, ({ trajectoryId }) => trajectoryId),
    grading: recipe.grading === undefined ? null : await readGradedScores(run.dir, recipe.grading),
    gradings: await readGradings(run.dir),
    replays: await readGuiReplays(run.dir, recipe),
    tests: tests === undefined ? null : new ContaminationIndex(tests),
  };
}

/** Estimated tokens of the conversation that the dataset would hold; null when nothing was built. */
export function estimatedTokens(
  chosen: ChosenMeasures | null,
  { includeFinish }: Recipe["sft"],
): number | null {
  if (chosen === null) return null;
  const { path, finish, openingTokens } = chosen;
  const last = path.at(-1);
  const all = path.reduce((sum, step) => sum + step.tokens + step.feedbackTokens, openingTokens);
  return includeFinish && finish !== null ? all + finish.tokens : all - (last?.feedbackTokens ?? 0);
}
