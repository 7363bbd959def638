import { explainVerdict, formatExplanation } from "../../../stages/filter/explain-verdict.ts";
import { judgeRun } from "../../../stages/filter/judge-run.ts";
import { UserError } from "../../errors.ts";
import { findTrajectoryId } from "../../run/find-trajectory.ts";
import { type CommandContext, printResult } from "../command-context.ts";
import { type ExitCode, exitCode } from "../exit-code.ts";
import { openFilterSources } from "../filter-sources.ts";
import { evidenceFor, openForRecipe, type RecipeOptions } from "./filter.ts";

/** `curate why ID`: what every rule says of one trajectory, with what it saw and where to look next. Writes nothing. */
export async function whyCommand(
  given: string,
  options: RecipeOptions,
  context: CommandContext,
): Promise<ExitCode> {
  const opened = await openForRecipe(options, context);
  const { reader, recipe } = opened;
  const id = await findTrajectoryId(reader, given);
  const sources = await openFilterSources(recipe.recipe, opened.settings, context);
  const evidence = await evidenceFor(opened, sources, context);
  const measures = evidence.measures.find(({ trajectoryId }) => trajectoryId === id);
  const verdict = judgeRun(evidence, recipe.recipe).find(({ trajectoryId }) => trajectoryId === id);
  if (measures === undefined || verdict === undefined)
    throw new UserError(
      `Trajectory ${id} is still being recorded: it has no verdict yet. \`curate status ${id}\` shows how far it is.`,
    );
  const explanation = explainVerdict(verdict, measures, evidence);
  const lookAt = `npx curate status ${id} --run ${reader.dir}`;
  printResult(
    context,
    options,
    { recipe: recipe.recipe.name, ...explanation, lookAt },
    `${formatExplanation(explanation, recipe.recipe.name)}\n\nIts steps: ${lookAt}`,
  );
  return exitCode.done;
}
