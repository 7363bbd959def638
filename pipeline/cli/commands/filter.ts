import { type FilterSummary, filterRun } from "../../../stages/filter/stage.ts";
import type { Funnel } from "../../contracts/generated/funnel.ts";
import { loadRecipe } from "../../recipe/load-recipe.ts";
import type { LoadedRecipe } from "../../recipe/recipe.ts";
import { openRunReader } from "../../run/open-run-reader.ts";
import type { RunReader } from "../../run/run-reader.ts";
import { type CommandContext, type CommonOptions, printResult } from "../command-context.ts";
import { type ExitCode, exitCode } from "../exit-code.ts";
import { locateSettings } from "../locate-config.ts";
import { formatTable } from "../table.ts";

export type RecipeOptions = CommonOptions & { recipe?: string };

/** `curate filter`: a verdict for every trajectory of the run. */
export async function filterCommand(options: RecipeOptions, context: CommandContext): Promise<ExitCode> {
  const { reader, recipe } = await openForRecipe(options, context);
  const summary = await filterStage(reader, recipe, context);
  printResult(context, options, summary, `${formatFunnel(summary.funnel)}\n${summary.verdictsPath}`);
  return exitCode.done;
}

/** The run and the recipe that the options name. */
export async function openForRecipe(
  options: RecipeOptions,
  context: CommandContext,
): Promise<{ reader: RunReader; recipe: LoadedRecipe; prompts: string }> {
  const { settings } = await locateSettings(options, context.cwd, context.cores);
  const recipe = await loadRecipe(options.recipe ?? settings.recipe);
  return { reader: await openRunReader(settings.run), recipe, prompts: settings.prompts };
}

export async function filterStage(
  reader: RunReader,
  recipe: LoadedRecipe,
  context: CommandContext,
): Promise<FilterSummary> {
  context.report({ kind: "stage-started", stage: "filter", detail: `recipe ${recipe.recipe.name}` });
  const summary = await filterRun({ run: reader, recipe, signal: context.signal });
  const { kept, rejected, unfinished } = summary.funnel;
  const open = unfinished.length > 0 ? `, ${unfinished.length} still being recorded` : "";
  context.report({
    kind: "stage-finished",
    stage: "filter",
    detail: `${kept} kept, ${rejected} rejected${open}`,
  });
  return summary;
}

/** The funnel as a table: each rule with how many passed it, and how many it was the first to reject. */
export function formatFunnel({ sealed, kept, rules }: Funnel): string {
  return [
    `${kept} of ${sealed} trajectories kept`,
    formatTable(
      ["rule", "pass", "fail", "unmeasured", "first to reject"],
      rules.map(({ rule, pass, fail, unmeasured, firstToReject }) => [
        rule,
        pass,
        fail,
        unmeasured,
        firstToReject,
      ]),
    ),
  ].join("\n");
}
