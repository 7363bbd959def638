import { type EmitSummary, emitRun } from "../../../stages/emit/stage.ts";
import { loadPromptSet } from "../../prompts/prompt-set.ts";
import { type CommandContext, printResult } from "../command-context.ts";
import { type ExitCode, exitCode } from "../exit-code.ts";
import { type FilterSources, openFilterSources } from "../filter-sources.ts";
import { formatTable } from "../table.ts";
import { filterStage, type OpenedForRecipe, openForRecipe, type RecipeOptions } from "./filter.ts";

/** `curate emit`: filters the run by the recipe, then writes its datasets. */
export async function emitCommand(options: RecipeOptions, context: CommandContext): Promise<ExitCode> {
  const opened = await openForRecipe(options, context);
  const sources = await openFilterSources(opened.recipe.recipe, opened.settings, context);
  await filterStage(opened, sources, context);
  const summary = await emitStage(opened, sources, context);
  printResult(context, options, summary, formatEmitSummary(summary));
  return exitCode.done;
}

export async function emitStage(
  { reader, recipe, settings }: OpenedForRecipe,
  { tokenizer }: Pick<FilterSources, "tokenizer">,
  context: CommandContext,
): Promise<EmitSummary> {
  context.report({
    kind: "stage-started",
    stage: "emit",
    detail: `datasets of recipe ${recipe.recipe.name}`,
  });
  const systemPrompt = (await loadPromptSet(settings.prompts)).render("teacher-system", {});
  const summary = await emitRun({ run: reader, recipe, systemPrompt, tokenizer, signal: context.signal });
  const rows = summary.configs.reduce((sum, config) => sum + config.rows, 0);
  context.report({ kind: "stage-finished", stage: "emit", detail: `${rows} rows, read back and verified` });
  return summary;
}

export function formatEmitSummary({ dir, configs }: EmitSummary): string {
  return [
    dir,
    formatTable(
      ["configuration", "split", "rows", "files", "bytes"],
      configs.map(({ config, split, rows, files }) => [
        config,
        split,
        rows,
        files.length,
        files.reduce((sum, file) => sum + file.bytes, 0),
      ]),
    ),
  ].join("\n");
}
