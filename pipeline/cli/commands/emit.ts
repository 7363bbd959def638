import { type EmitSummary, emitRun } from "../../../stages/emit/stage.ts";
import { loadPromptSet } from "../../prompts/prompt-set.ts";
import type { LoadedRecipe } from "../../recipe/recipe.ts";
import type { RunReader } from "../../run/run-reader.ts";
import { type CommandContext, printResult } from "../command-context.ts";
import { type ExitCode, exitCode } from "../exit-code.ts";
import { formatTable } from "../table.ts";
import { filterStage, openForRecipe, type RecipeOptions } from "./filter.ts";

/** `curate emit`: filters the run by the recipe, then writes its datasets. */
export async function emitCommand(options: RecipeOptions, context: CommandContext): Promise<ExitCode> {
  const { reader, recipe, settings } = await openForRecipe(options, context);
  await filterStage(reader, recipe, settings, context);
  const summary = await emitStage(reader, recipe, settings.prompts, context);
  printResult(context, options, summary, formatEmitSummary(summary));
  return exitCode.done;
}

export async function emitStage(
  reader: RunReader,
  recipe: LoadedRecipe,
  prompts: string,
  context: CommandContext,
): Promise<EmitSummary> {
  context.report({
    kind: "stage-started",
    stage: "emit",
    detail: `datasets of recipe ${recipe.recipe.name}`,
  });
  const systemPrompt = (await loadPromptSet(prompts)).render("teacher-system", {});
  const summary = await emitRun({ run: reader, recipe, systemPrompt, signal: context.signal });
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
