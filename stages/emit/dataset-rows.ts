import type { IdentifiedRow } from "../../pipeline/dataset/row.ts";
import { BugError } from "../../pipeline/errors.ts";
import type { Recipe } from "../../pipeline/recipe/recipe.ts";
import type { RunReader } from "../../pipeline/run/run-reader.ts";
import { promptRow } from "./configs/prompts.ts";
import type { RejectedRow } from "./configs/rejected.ts";
import { sftRow } from "./configs/sft.ts";
import type { Split } from "./configs/split-of.ts";
import { stepRow } from "./configs/steps.ts";
import type { RewardedStep } from "./step-grpo/group-steps.ts";
import { instructionOf, type RunSurvey } from "./survey.ts";

export interface RowSource {
  run: RunReader;
  survey: RunSurvey;
  recipe: Recipe;
}

/** Rows of `sft`: the trajectories that were kept, by id. */
export async function* sftRows(
  { run, survey, recipe }: RowSource,
  kept: ReadonlySet<string>,
): AsyncGenerator<IdentifiedRow & { row: NonNullable<ReturnType<typeof sftRow>> }> {
  for (const facts of survey.trajectories) {
    if (!kept.has(facts.id)) continue;
    const { trajectory, blobs } = await run.openTrajectory(facts.id);
    const { applicationType } = instructionOf(survey, facts);
    const row = sftRow(trajectory, blobs, { applicationType, shape: recipe.sft });
    if (row === null) throw new BugError(`Trajectory ${facts.id} was kept, but chose no step`);
    yield { id: row.id, row };
  }
}

/** Rows of `rejected`: the trajectories that were not kept, by id. One that built nothing has no row. */
export async function* rejectedRows(
  { run, survey, recipe }: RowSource,
  rejectedBy: ReadonlyMap<string, string[]>,
): AsyncGenerator<IdentifiedRow & { row: RejectedRow }> {
  for (const facts of survey.trajectories) {
    const reasons = rejectedBy.get(facts.id);
    if (reasons === undefined) continue;
    const { trajectory, blobs } = await run.openTrajectory(facts.id);
    const { applicationType } = instructionOf(survey, facts);
    const row = sftRow(trajectory, blobs, { applicationType, shape: recipe.sft });
    if (row !== null) yield { id: row.id, row: { ...row, rejected_by: reasons } };
  }
}

/** Rows of `prompts`: the instructions of a split, in the order of the run. */
export async function* promptRows(
  { run, survey }: RowSource,
  split: Split,
  systemPrompt: string,
): AsyncGenerator<IdentifiedRow & { row: ReturnType<typeof promptRow> }> {
  for await (const { id, instruction } of run.instructions()) {
    const facts = instructionOf(survey, { id, instructionId: id });
    if (facts.split !== split) continue;
    yield {
      id,
      row: promptRow(
        [
          { role: "system", content: systemPrompt },
          { role: "user", content: instruction },
        ],
        facts,
      ),
    };
  }
}

/** Rows of `steps`: the steps of a split's trajectories, by trajectory id and step. */
export async function* stepRows(
  { run, survey }: RowSource,
  split: Split,
  rewarded: ReadonlyMap<string, RewardedStep[]>,
): AsyncGenerator<IdentifiedRow & { row: ReturnType<typeof stepRow> }> {
  for (const facts of survey.trajectories) {
    const steps = rewarded.get(facts.id) ?? [];
    const place = instructionOf(survey, facts);
    if (place.split !== split || steps.length === 0) continue;
    const { trajectory, blobs } = await run.openTrajectory(facts.id);
    for (const step of steps)
      yield { id: `${facts.id}/${step.step}`, row: stepRow(step, trajectory, blobs, place) };
  }
}
