import { gatherEvidence } from "../../../stages/filter/evidence.ts";
import { judgeRun } from "../../../stages/filter/judge-run.ts";
import { compareVerdicts, type VerdictChange } from "../../../stages/filter/what-if.ts";
import { replayRun } from "../../../stages/regrade/replay-run.ts";
import { type GradingJudge, type RegradeSummary, regradeRun } from "../../../stages/regrade/stage.ts";
import { loadConfig } from "../../config/load-config.ts";
import type { Settings } from "../../config/settings.ts";
import { UserError } from "../../errors.ts";
import { measureInThreads } from "../../index/measure-in-threads.ts";
import { gradedScoresOf } from "../../recipe/graded-scores.ts";
import { loadRecipe } from "../../recipe/load-recipe.ts";
import type { Recipe } from "../../recipe/recipe.ts";
import { type Reliability, reliabilityOf } from "../../reliability/reliability.ts";
import { writeFileAtomic } from "../../run/atomic-file.ts";
import { openRunReader } from "../../run/open-run-reader.ts";
import { lockRun } from "../../run/run-lock.ts";
import { readRunManifest } from "../../run/run-manifest.ts";
import { RunPaths } from "../../run/run-paths.ts";
import { type CommandContext, printResult } from "../command-context.ts";
import { type ExitCode, exitCode } from "../exit-code.ts";
import { openFilterSources } from "../filter-sources.ts";
import { locateSettings } from "../locate-config.ts";
import { withMachinery } from "../open-machinery.ts";
import { type OpenRun, withRun } from "../open-run.ts";
import { formatTable } from "../table.ts";
import { formatChange, type RecipeOptions } from "./filter.ts";

export type RegradeCommandOptions = RecipeOptions & {
  /** Comma-separated; default: screenshot,gui-summary. */
  judges?: string;
  times?: number;
  name?: string;
  /** A configuration whose vision and feedback models judge. */
  models?: string;
};

const replayJudge = "gui-replay";
const judgeNames = ["screenshot", "gui-summary", replayJudge] as const;
type JudgeName = (typeof judgeNames)[number];
const defaultJudges: readonly JudgeName[] = ["screenshot", "gui-summary"];

/** `curate regrade`: the judges asked again about what was recorded, and what that changes in the dataset. */
export async function regradeCommand(
  options: RegradeCommandOptions,
  context: CommandContext,
): Promise<ExitCode> {
  const named = readJudges(options.judges);
  await requireRun(options, context);
  const judges = named.filter((name) => name !== replayJudge);
  if (judges.length === 0) return await replayCommand(options, context);
  const result = await withRun(
    options,
    context,
    async (run) => {
      const summary = await regradeStage(run, { ...options, judges }, context);
      return { summary, ...(await judgeGrading(run, summary, options, context)) };
    },
    (settings) => judgingSettings(settings, options, context),
  );
  const { grades: _, ...summary } = result.summary;
  printResult(context, options, { ...result, summary }, formatRegrade(result));
  const code = summary.failed.length > 0 ? exitCode.itemsFailed : exitCode.done;
  if (named.length === judges.length) return code;
  const replayed = await replayCommand(options, context);
  return replayed === exitCode.done ? code : replayed;
}

/** The passed GUI tests done again on the rebuilt sites. No model is asked, so none need be reached. */
async function replayCommand(options: RegradeCommandOptions, context: CommandContext): Promise<ExitCode> {
  const { settings } = await locateSettings(options, context.cwd, context.cores);
  const { name = "regrade", limit = null, times = 1 } = options;
  const paths = new RunPaths(settings.run);
  await using _lock = await lockRun(paths.lock);
  context.report({ kind: "stage-started", stage: "gui-replay", detail: `passed GUI tests, as "${name}"` });
  const summary = await withMachinery(settings, context, async (openMachinery) =>
    replayRun({
      ...{ settings, paths, name, limit, times, openMachinery, signal: context.signal },
      run: await openRunReader(settings.run),
    }),
  );
  const green = summary.replays.filter(({ outcome }) => outcome === "green").length;
  const text = `${green} of ${summary.replays.length} passed GUI tests do again what they did`;
  context.report({ kind: "stage-finished", stage: "gui-replay", detail: text });
  const others = summary.replays.filter(({ outcome }) => outcome !== "green");
  const lines = others.map(
    ({ trajectoryId, outcome, turn, reason }) =>
      `  ${outcome}  ${trajectoryId}${turn === null ? "" : `, turn ${turn}`}: ${reason ?? ""}`,
  );
  printResult(context, options, summary, [text, ...lines, summary.replaysPath].join("\n"));
  return exitCode.done;
}

async function regradeStage(
  run: OpenRun,
  options: Omit<RegradeCommandOptions, "judges"> & { judges: GradingJudge[] },
  context: CommandContext,
): Promise<RegradeSummary> {
  const { judges, times = 1, name = "regrade", limit = null } = options;
  context.report({
    kind: "stage-started",
    stage: "regrade",
    detail: `${judges.join(" and ")}, ${times} ${times === 1 ? "time" : "times"}, as "${name}"`,
  });
  const summary = await regradeRun({
    ...run,
    run: await openRunReader(run.paths.dir),
    ...{ judges, times, name, limit, now: context.now, signal: context.signal },
  });
  context.report({
    kind: "stage-finished",
    stage: "regrade",
    detail: `${summary.graded} trajectories graded, ${summary.failed.length} failed`,
  });
  return summary;
}

/** What the new grades change, and how far they can be relied on; the latter is kept with the grading. */
async function judgeGrading(
  { settings, paths }: OpenRun,
  { name, grades }: RegradeSummary,
  options: RegradeCommandOptions,
  context: CommandContext,
): Promise<{ change: VerdictChange; reliability: Reliability }> {
  const { recipe } = await loadRecipe(options.recipe ?? settings.recipe);
  const recorded = await gatherEvidence({
    run: await openRunReader(paths.dir),
    recipe: withoutGrading(recipe),
    signal: context.signal,
    measureAll: measureInThreads(context.cores),
    ...(await openFilterSources(recipe, settings, context)),
  });
  const regraded = { ...recorded, grading: gradedScoresOf(name, grades) };
  const reliability = reliabilityOf({
    grading: name,
    grades,
    measures: recorded.measures,
    reviews: [...recorded.reviews.values()].flat(),
    applicationTypeOf: (id) => recorded.instructions.get(id)?.applicationType ?? "",
  });
  await writeFileAtomic(paths.reliability(name), `${JSON.stringify(reliability, null, 2)}\n`);
  return {
    change: compareVerdicts(judgeRun(recorded, recipe), judgeRun(regraded, recipe)),
    reliability,
  };
}

/** What was recorded is compared with the new grades, whatever grading the recipe names. */
function withoutGrading({ grading: _, ...recipe }: Recipe): Recipe {
  return recipe;
}

/** The run's own judges, or those of another configuration. Roles that are not asked need no key. */
async function judgingSettings(
  settings: Settings,
  { models: path }: RegradeCommandOptions,
  { cores }: CommandContext,
): Promise<Settings> {
  const { vision, feedback } = (
    path === undefined ? settings : await loadConfig(path, { overrides: {}, cores })
  ).models;
  const models = { teacher: vision, vision, gui: vision, feedback, synthesis: feedback, embedding: null };
  return { ...settings, models };
}

/** A grading is made of a run that is there. */
async function requireRun(options: RegradeCommandOptions, { cwd, cores }: CommandContext): Promise<void> {
  const { settings } = await locateSettings(options, cwd, cores);
  if ((await readRunManifest(new RunPaths(settings.run).manifest)) !== null) return;
  throw new UserError(`${settings.run} is no run folder: it has no run.json. Name one with --run.`);
}

function readJudges(list: string | undefined): JudgeName[] {
  const names = list?.split(",").map((name) => name.trim()) ?? defaultJudges;
  return [...new Set(names)].map((name) => {
    const judge = judgeNames.find((known) => known === name);
    if (judge !== undefined) return judge;
    throw new UserError(
      `--judges: there is no judge ${JSON.stringify(name)} that can be asked again. Known: ${judgeNames.join(", ")}.`,
    );
  });
}

function formatRegrade({
  summary,
  change,
  reliability,
}: {
  summary: RegradeSummary;
  change: VerdictChange;
  reliability: Reliability;
}): string {
  const [all] = reliability.types;
  const rows = (all?.judges ?? []).map(({ judge, repeated, recordedAgainstNew, peopleAgainstNew }) => [
    judge,
    recordedAgainstNew.units,
    percent(recordedAgainstNew.exact),
    decimal(recordedAgainstNew.kappa),
    decimal(repeated.alpha),
    repeated.alphaInterval === null
      ? "-"
      : `${decimal(repeated.alphaInterval.low)} to ${decimal(repeated.alphaInterval.high)}`,
    peopleAgainstNew.units,
    decimal(peopleAgainstNew.kappa),
  ]);
  return [
    `${summary.graded} trajectories graded as "${summary.name}", ${summary.unmeasured} grades without a usable score`,
    ...summary.failed.map(({ trajectoryId, reason }) => `  failed  ${trajectoryId}: ${reason}`),
    ...(summary.unfinished.length > 0
      ? [`${summary.unfinished.length} trajectories are still being recorded and were not graded`]
      : []),
    formatTable(
      ["judge", "steps", "as recorded", "kappa", "alpha of repeats", "95 %", "reviewed", "kappa with people"],
      rows,
    ),
    formatChange(change, `the grading "${summary.name}"`),
    `${summary.gradesPath}; a recipe takes these scores with "grading": ${JSON.stringify(summary.name)}`,
  ].join("\n");
}

function percent(share: number | null): string {
  return share === null ? "-" : `${Math.round(100 * share)}%`;
}

function decimal(value: number | null): string {
  return value === null ? "-" : value.toFixed(2);
}
