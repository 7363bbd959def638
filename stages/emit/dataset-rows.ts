import type { IdentifiedRow } from "../../pipeline/dataset/row.ts";
import { BugError } from "../../pipeline/errors.ts";
import type { Tokenizer } from "../../pipeline/measure/tokenizer.ts";
import type { Recipe } from "../../pipeline/recipe/recipe.ts";
import { chosenNode, sftConversation } from "../../pipeline/recipe/sft-conversation.ts";
import { type SftExamples, sftExamples } from "../../pipeline/recipe/sft-examples.ts";
import { textConversationTo } from "../../pipeline/recipe/text-conversation.ts";
import type { RunReader } from "../../pipeline/run/run-reader.ts";
import { checkConversation } from "./check-conversation.ts";
import { type PreferenceRow, preferenceRow } from "./configs/preferences.ts";
import { promptRow } from "./configs/prompts.ts";
import type { RejectedRow } from "./configs/rejected.ts";
import { picturedSteps, type ScreenshotRow, screenshotRow } from "./configs/screenshots.ts";
import { type SftRow, sftRow } from "./configs/sft.ts";
import type { Split } from "./configs/split-of.ts";
import { stepRow } from "./configs/steps.ts";
import type { RewardedStep } from "./step-grpo/group-steps.ts";
import type { Branch, PreferencePair } from "./step-grpo/preference-pairs.ts";
import { instructionOf, type RunSurvey } from "./survey.ts";

export interface RowSource {
  run: RunReader;
  survey: RunSurvey;
  recipe: Recipe;
  tokenizer: Tokenizer;
}

/** Rows of `sft`: what the kept trajectories become, by id. `onTrajectory` hears of each what is missing. */
export async function* sftRows(
  { run, survey, recipe, tokenizer }: RowSource,
  kept: ReadonlySet<string>,
  onTrajectory: (made: SftExamples) => void,
): AsyncGenerator<IdentifiedRow & { row: SftRow }> {
  const shape = recipe.sft;
  for (const facts of survey.trajectories) {
    if (!kept.has(facts.id)) continue;
    const { trajectory, blobs } = await run.openTrajectory(facts.id);
    const { applicationType } = instructionOf(survey, facts);
    const made = sftExamples(trajectory, blobs, { shape, countTokens: tokenizer.conversationTokens });
    if (made === null) throw new BugError(`Trajectory ${facts.id} was kept, but chose no step`);
    onTrajectory(made);
    for (const example of made.examples) {
      checkConversation(facts.id, example);
      const id = shape.rows === "step" ? `${facts.id}/${example.node.step}` : facts.id;
      yield { id, row: sftRow(example, trajectory, { id, applicationType, tokenizer }) };
    }
  }
}

/** Rows of `rejected`: the best paths of the trajectories that were not kept, by id. One that built nothing has no row. */
export async function* rejectedRows(
  { run, survey, recipe, tokenizer }: RowSource,
  rejectedBy: ReadonlyMap<string, string[]>,
): AsyncGenerator<IdentifiedRow & { row: RejectedRow }> {
  for (const facts of survey.trajectories) {
    const reasons = rejectedBy.get(facts.id);
    if (reasons === undefined) continue;
    const { trajectory, blobs } = await run.openTrajectory(facts.id);
    const { applicationType } = instructionOf(survey, facts);
    const conversation = sftConversation(trajectory, blobs, recipe.sft);
    const node = chosenNode(trajectory);
    if (conversation === null || node === null) continue;
    const { id } = facts;
    const row = sftRow({ ...conversation, node }, trajectory, { id, applicationType, tokenizer });
    yield { id, row: { ...row, rejected_by: reasons } };
  }
}

/** Rows of `screenshots`: pictures of the kept trajectories' sites, by id and step. */
export async function* screenshotRows(
  { run, survey }: RowSource,
  kept: ReadonlySet<string>,
  which: "chosen" | "path",
): AsyncGenerator<IdentifiedRow & { row: ScreenshotRow }> {
  for (const facts of survey.trajectories) {
    if (!kept.has(facts.id)) continue;
    const { trajectory, blobs } = await run.openTrajectory(facts.id);
    const { applicationType } = instructionOf(survey, facts);
    const chosen = chosenNode(trajectory);
    if (chosen === null) continue;
    for (const step of picturedSteps(trajectory, chosen, which)) {
      const row = screenshotRow(step, trajectory, blobs, applicationType);
      yield { id: row.id, row };
    }
  }
}

/**
 * Rows of `prompts`: the instructions of a split, in the order of the run. Where the recipe repeats a training row for
 * validation, that is the first.
 */
export async function* promptRows(
  { run, survey, recipe }: RowSource,
  split: Split,
  systemPrompt: string,
): AsyncGenerator<IdentifiedRow & { row: ReturnType<typeof promptRow> }> {
  const isRepeated = split === "validation" && recipe.stepGrpo.validation === "repeated";
  for await (const { id, instruction } of run.instructions()) {
    const { index, split: own } = instructionOf(survey, { id, instructionId: id });
    if (isRepeated ? index > 0 : own !== split) continue;
    yield {
      id,
      row: promptRow(
        [
          { role: "system", content: systemPrompt },
          { role: "user", content: instruction },
        ],
        { index, split },
      ),
    };
  }
}

/** Rows of `preferences`: the pairs of a split's instructions, by their replies. */
export async function* preferenceRows(
  { run, survey }: RowSource,
  split: Split,
  pairs: readonly PreferencePair[],
): AsyncGenerator<IdentifiedRow & { row: PreferenceRow }> {
  for (const pair of pairs) {
    const { trajectoryId: id } = pair.chosen;
    if (instructionOf(survey, { id, instructionId: pair.instructionId }).split !== split) continue;
    const chosen = await openStep(run, pair.chosen);
    const rejected = await openStep(run, pair.rejected);
    const row = preferenceRow(pair, {
      prompt: textConversationTo(chosen.trajectory, chosen.node.parent, chosen.blobs),
      chosen: chosen.blobs.text(chosen.node.reply),
      rejected: rejected.blobs.text(rejected.node.reply),
    });
    yield { id: row.id, row };
  }
}

async function openStep(run: RunReader, { trajectoryId, step }: Branch) {
  const { trajectory, blobs } = await run.openTrajectory(trajectoryId);
  const node = trajectory.nodes[step];
  if (node === undefined) throw new BugError(`Trajectory ${trajectoryId} has no step ${step}`);
  return { trajectory, blobs, node };
}

/** Rows of `steps`: the steps of a split's trajectories, by trajectory id and step. */
export async function* stepRows(
  { run, survey, recipe }: RowSource,
  split: Split,
  rewarded: ReadonlyMap<string, RewardedStep[]>,
): AsyncGenerator<IdentifiedRow & { row: ReturnType<typeof stepRow> }> {
  const trained = (step: RewardedStep): RewardedStep =>
    recipe.stepGrpo.advantage === "cumulative" ? { ...step, advantage: step.cumulativeAdvantage } : step;
  for (const facts of survey.trajectories) {
    const steps = rewarded.get(facts.id) ?? [];
    const place = instructionOf(survey, facts);
    if (place.split !== split || steps.length === 0) continue;
    const { trajectory, blobs } = await run.openTrajectory(facts.id);
    for (const step of steps)
      yield {
        id: `${facts.id}/${step.step}`,
        row: stepRow(trained(step), trajectory, blobs, { ...place, split }),
      };
  }
}
