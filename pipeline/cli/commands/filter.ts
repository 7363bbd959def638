import { type Evidence, gatherEvidence } from "../../../stages/filter/evidence.ts";
import { judgeRun } from "../../../stages/filter/judge-run.ts";
import { type FilterSummary, filterRun } from "../../../stages/filter/stage.ts";
import { type ThresholdTable, thresholdTable } from "../../../stages/filter/threshold-table.ts";
import { compareVerdicts, type VerdictChange, withThresholds } from "../../../stages/filter/what-if.ts";
import type { Settings } from "../../config/settings.ts";
import type { Funnel } from "../../contracts/generated/funnel.ts";
import { measureInThreads } from "../../index/measure-in-threads.ts";
import { withCompat } from "../../recipe/compat-recipe.ts";
import { loadRecipe } from "../../recipe/load-recipe.ts";
import type { LoadedRecipe } from "../../recipe/recipe.ts";
import { openRunReader } from "../../run/open-run-reader.ts";
import type { RunReader } from "../../run/run-reader.ts";
import { type CommandContext, type CommonOptions, printResult } from "../command-context.ts";
import { type ExitCode, exitCode } from "../exit-code.ts";
import { type FilterSources, openFilterSources } from "../filter-sources.ts";
import { locateSettings } from "../locate-config.ts";
import { formatTable } from "../table.ts";

export type RecipeOptions = CommonOptions & { recipe?: string };

export type FilterCommandOptions = RecipeOptions & {
  /** Thresholds to try: `screenshot=4,gui=3`. */
  whatIf?: string;
  /** The yield of every pair of score minima. */
  thresholds?: boolean;
};

/** `curate filter`: a verdict for every trajectory of the run; or, without writing anything, what others would be. */
export async function filterCommand(
  options: FilterCommandOptions,
  context: CommandContext,
): Promise<ExitCode> {
  const opened = await openForRecipe(options, context);
  const { recipe, settings } = opened;
  if (options.whatIf === undefined && options.thresholds !== true) {
    const sources = await openFilterSources(recipe.recipe, settings, context);
    const summary = await filterStage(opened, sources, context);
    printResult(context, options, summary, `${formatFunnel(summary.funnel)}\n${summary.verdictsPath}`);
    return exitCode.done;
  }
  const changed = options.whatIf === undefined ? recipe : withThresholds(recipe, options.whatIf);
  const sources = await openFilterSources(changed.recipe, settings, context);
  const evidence = await evidenceFor(opened, sources, context);
  const change = compareVerdicts(judgeRun(evidence, recipe.recipe), judgeRun(evidence, changed.recipe));
  const table = options.thresholds === true ? thresholdTable(evidence, changed.recipe) : null;
  const result = {
    ...(options.whatIf !== undefined && { whatIf: options.whatIf, change }),
    ...(table && { table }),
  };
  const texts = [
    ...(options.whatIf === undefined ? [] : [formatChange(change, options.whatIf)]),
    ...(table === null ? [] : [formatThresholds(table)]),
  ];
  printResult(context, options, result, texts.join("\n\n"));
  return exitCode.done;
}

/** A run and a recipe opened to work with. */
export interface OpenedForRecipe {
  reader: RunReader;
  recipe: LoadedRecipe;
  settings: Settings;
}

/** The run and the recipe that the options name. */
export async function openForRecipe(
  options: RecipeOptions,
  context: CommandContext,
): Promise<OpenedForRecipe> {
  const { settings } = await locateSettings(options, context.cwd, context.cores);
  const recipe = withCompat(await loadRecipe(options.recipe ?? settings.recipe), settings.compat);
  return { reader: await openRunReader(settings.run), recipe, settings };
}

/** What the run is judged by; nothing is written. */
export async function evidenceFor(
  { reader, recipe }: Pick<OpenedForRecipe, "reader" | "recipe">,
  sources: FilterSources,
  context: CommandContext,
): Promise<Evidence> {
  const evidence = await gatherEvidence({
    run: reader,
    recipe: recipe.recipe,
    signal: context.signal,
    keep: false,
    measureAll: measureInThreads(context.cores),
    ...sources,
  });
  if (evidence.newlyMeasured > 0)
    context.report({
      kind: "notice",
      message: `${evidence.newlyMeasured} trajectories were measured for this answer alone; \`curate filter\` keeps what it measures`,
    });
  return evidence;
}

export async function filterStage(
  { reader, recipe }: Pick<OpenedForRecipe, "reader" | "recipe">,
  sources: FilterSources,
  context: CommandContext,
): Promise<FilterSummary> {
  context.report({ kind: "stage-started", stage: "filter", detail: `recipe ${recipe.recipe.name}` });
  const summary = await filterRun({
    run: reader,
    recipe,
    signal: context.signal,
    measureAll: measureInThreads(context.cores),
    ...sources,
  });
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
export function formatFunnel({
  sealed,
  kept,
  rules,
  selection,
  unfinished,
  tokenizer,
  grading,
}: Funnel): string {
  const lines = [
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
  ];
  if (selection.length > 0)
    lines.push(
      "of those that pass every rule:",
      formatTable(
        ["selection", "chosen", "left out"],
        selection.map(({ rule, pass, fail }) => [rule, pass, fail]),
      ),
    );
  if (tokenizer !== null) lines.push(`tokens counted by ${tokenizer}`);
  if (grading !== null) lines.push(`scores of the grading "${grading}"`);
  if (unfinished.length > 0)
    lines.push(`${unfinished.length} trajectories are still being recorded and have no verdict`);
  return lines.join("\n");
}

/** Ids that a change lists at most. */
const mostListed = 20;

export function formatChange({ keptBefore, keptAfter, enter, leave }: VerdictChange, whatIf: string): string {
  const listed = [
    ...enter.map((id) => `  enters  ${id}`),
    ...leave.map(({ trajectoryId, by }) => `  leaves  ${trajectoryId} (${by.join(", ")})`),
  ];
  const more = listed.length - mostListed;
  return [
    `with ${whatIf}: ${keptAfter} kept instead of ${keptBefore}; ${enter.length} enter, ${leave.length} leave`,
    ...listed.slice(0, mostListed),
    ...(more > 0 ? [`  ... and ${more} more (--json lists all)`] : []),
  ].join("\n");
}

export function formatThresholds({ screenshotMinima, guiMinima, types }: ThresholdTable): string {
  return [
    "trajectories that pass, by the minima of both scores; the other rules as they are, nothing selected",
    formatTable(
      [
        "application type",
        "screenshot",
        ...guiMinima.map((min) => (min === null ? "any GUI" : `GUI ${min}`)),
      ],
      types.flatMap(({ applicationType, sealed, yields }) =>
        yields.map((row, at) => [
          at === 0 ? `${applicationType ?? "(all)"}: ${sealed}` : "",
          screenshotMinima[at] ?? "",
          ...row,
        ]),
      ),
    ),
  ].join("\n");
}
