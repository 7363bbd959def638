import { withCompat } from "../../recipe/compat-recipe.ts";
import { loadRecipe } from "../../recipe/load-recipe.ts";
import { openRunReader } from "../../run/open-run-reader.ts";
import { readInstructions } from "../../run/read-instructions.ts";
import { reportSpend } from "../../run/summarize-spend.ts";
import { summarizeTrajectories } from "../../run/summarize-trajectories.ts";
import { type CommandContext, printResult } from "../command-context.ts";
import type { ExitCode } from "../exit-code.ts";
import { openFilterSources } from "../filter-sources.ts";
import { type OpenRun, withRun } from "../open-run.ts";
import { formatSpend } from "../spend-table.ts";
import { emitStage, formatEmitSummary } from "./emit.ts";
import { filterStage, formatFunnel } from "./filter.ts";
import { exitCodeOfSummary, type RecordOptions, recordStage } from "./record.ts";
import { trajectoryTable } from "./status.ts";
import { synthesizeStage } from "./synthesize.ts";

/** `curate run`: all stages, each going on from what is there, and a summary. */
export function runCommand(options: RecordOptions, context: CommandContext): Promise<ExitCode> {
  return withRun(options, context, async (run) => {
    const { settings, paths, ledger, manifest } = run;
    // before the first call: a recipe with a fault in it would otherwise be found after the money was spent
    const recipe = withCompat(await loadRecipe(settings.recipe), settings.compat);
    await fillInstructions(run, context);
    const recorded = await recordStage(run, options, context);
    const reader = await openRunReader(paths.dir);
    const sources = await openFilterSources(recipe.recipe, settings, context);
    const { funnel } = await filterStage({ reader, recipe }, sources, context);
    const emitted = await emitStage({ reader, recipe, settings }, sources, context);
    const trajectories = await summarizeTrajectories(reader);
    const spend = reportSpend(ledger.entries);
    const text = [
      "",
      `Run ${paths.dir}${manifest.label === null ? "" : ` (${manifest.label}: made by built-in models, to try the tool; not for training)`}`,
      "",
      "Trajectories, with the scores of the chosen step",
      trajectoryTable(trajectories),
      "",
      `Filter, recipe ${recipe.recipe.name}: ${formatFunnel(funnel)}`,
      "",
      `Datasets in ${formatEmitSummary(emitted)}`,
      "",
      "Model calls",
      formatSpend(spend),
      "",
      "What to try next",
      `  npx curate status ${trajectories.find(({ backtracks }) => backtracks > 0)?.id ?? trajectories[0]?.id ?? ""} --run ${paths.dir}   one trajectory's tree`,
      `  npx curate verify ${emitted.dir}   check the dataset`,
      `  open ${emitted.dir}/README.md   the dataset's card`,
    ].join("\n");
    printResult(context, options, { recorded, funnel, emitted, trajectories, spend }, text);
    return exitCodeOfSummary(recorded);
  });
}

/** Imported instructions count: a run that holds enough gets no synthesized ones. */
async function fillInstructions(run: OpenRun, context: CommandContext): Promise<void> {
  const { count, evolve, testCases } = run.settings.synthesize;
  const isShort = (await readInstructions(run.paths)).length < count;
  if (isShort || evolve > 0 || testCases) await synthesizeStage(run, { count: isShort ? count : 0 }, context);
}
