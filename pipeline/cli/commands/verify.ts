import { access, mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { verifyAgainstRun } from "../../../stages/emit/verify-against-run.ts";
import { type DatasetCheck, verifyDataset } from "../../../stages/emit/verify-dataset.ts";
import { filterEvidence } from "../../../stages/filter/filter-evidence.ts";
import { loadPromptSet } from "../../prompts/prompt-set.ts";
import { withCompat } from "../../recipe/compat-recipe.ts";
import { loadRecipe } from "../../recipe/load-recipe.ts";
import { RunPaths } from "../../run/run-paths.ts";
import { type CommandContext, printResult } from "../command-context.ts";
import { type ExitCode, exitCode } from "../exit-code.ts";
import { openFilterSources } from "../filter-sources.ts";
import { evidenceFor, openForRecipe, type RecipeOptions } from "./filter.ts";

export type VerifyCommandOptions = RecipeOptions & {
  /** Leave the run alone. */
  filesOnly?: boolean;
};

/** What was checked; the run's part is null where there was none, or the files are broken already. */
type VerifyResult = DatasetCheck & { run: { dir: string; problems: string[] } | null };

/**
 * `curate verify`: checks a dataset's files, rows and columns against its manifest; then, where its run is at hand,
 * filters and emits that run again beside it and compares the two to the byte. Nothing is changed.
 */
export async function verifyCommand(
  dataset: string,
  options: VerifyCommandOptions,
  context: CommandContext,
): Promise<ExitCode> {
  const dir = resolve(context.cwd, dataset);
  const check = await verifyDataset(dir, context.signal);
  const run = options.filesOnly === true ? null : (options.run ?? (await runAround(dir)));
  const isSound = check.problems.length === 0;
  const result: VerifyResult = {
    ...check,
    run:
      run === null || !isSound
        ? null
        : { dir: run, problems: await againstRun(dir, check.name, { ...options, run }, context) },
  };
  printResult(context, options, result, formatVerifyResult(result));
  return isSound && (result.run?.problems ?? []).length === 0 ? exitCode.done : exitCode.itemsFailed;
}

/** The run whose folder a dataset lies in; null when it lies elsewhere. */
async function runAround(dir: string): Promise<string | null> {
  const run = resolve(dir, "..", "..");
  try {
    await access(new RunPaths(run).manifest);
    return run;
  } catch {
    // no run there is the answer, not a failure
    return null;
  }
}

async function againstRun(
  dir: string,
  name: string,
  options: VerifyCommandOptions,
  context: CommandContext,
): Promise<string[]> {
  const found = await openForRecipe(options, context);
  const isNamed = options.recipe !== undefined || found.recipe.recipe.name === name;
  const opened = isNamed
    ? found
    : { ...found, recipe: withCompat(await loadRecipe(name), found.settings.compat) };
  const { reader, recipe, settings } = opened;
  context.report({ kind: "stage-started", stage: "verify", detail: `${name} made again from ${reader.dir}` });
  const sources = await openFilterSources(recipe.recipe, settings, context);
  const evidence = await evidenceFor(opened, sources, context);
  const systemPrompt = (await loadPromptSet(settings.prompts)).render("teacher-system", {});
  const scratch = await mkdtemp(join(tmpdir(), "curate-verify-"));
  try {
    const problems = await verifyAgainstRun(dir, {
      run: reader,
      recipe,
      filtered: filterEvidence(evidence, recipe),
      systemPrompt,
      tokenizer: sources.tokenizer,
      scratch,
      signal: context.signal,
    });
    context.report({ kind: "stage-finished", stage: "verify", detail: `${problems.length} differences` });
    return problems;
  } finally {
    await rm(scratch, { recursive: true, force: true });
  }
}

function formatVerifyResult({ name, problems, rows, run }: VerifyResult): string {
  const indented = (lines: readonly string[]): string[] => lines.map((line) => `  ${line}`);
  if (problems.length > 0) return [`${name}: not as its manifest says`, ...indented(problems)].join("\n");
  return [
    `${name}: as its manifest says`,
    ...indented(Object.entries(rows).map(([split, count]) => `${split}: ${count} rows`)),
    ...(run === null
      ? []
      : run.problems.length === 0
        ? [`made again from ${run.dir}: the same bytes`]
        : [`made again from ${run.dir}: it differs`, ...indented(run.problems)]),
  ].join("\n");
}
