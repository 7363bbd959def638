import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { availableParallelism, tmpdir } from "node:os";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { measureInThreads } from "../../pipeline/index/measure-in-threads.ts";
import { loadRecipe } from "../../pipeline/recipe/load-recipe.ts";
import { openRunReader } from "../../pipeline/run/open-run-reader.ts";
import { RunPaths } from "../../pipeline/run/run-paths.ts";
import { gatherEvidence } from "../../stages/filter/evidence.ts";
import { judgeRun } from "../../stages/filter/judge-run.ts";
import { filterRun } from "../../stages/filter/stage.ts";
import { compareVerdicts, withThresholds } from "../../stages/filter/what-if.ts";
import { describeMachine } from "./describe-machine.ts";
import { type Finding, formatFinding, seconds } from "./finding.ts";
import { writeRun } from "./write-run.ts";

/**
 * `npm run bench:filter -- [--trajectories N] [--full-size]`: how long filtering and a what-if take on a run of that
 * size. What a filter goes by is the index, which is as large whatever the websites weigh: so they are small, and what
 * measuring costs is found on a few of usual size. With `--full-size` all are (a quarter of an hour on two cores).
 */
const { values } = parseArgs({
  options: {
    trajectories: { type: "string", default: "10000" },
    "full-size": { type: "boolean", default: false },
  },
});
const count = Number(values.trajectories);
const isFullSize = values["full-size"];
const fewOfUsualSize = 200;
const cutShort = new AbortController();
process.once("SIGINT", () => cutShort.abort(new Error("stopped")));
console.log(await describeMachine({ node: process.versions.node }));
if (!isFullSize) await withRun(fewOfUsualSize, "usual", measureCold);
const findings = await withRun(count, isFullSize ? "usual" : "light", measure);
for (const finding of findings) console.log(formatFinding(finding));
if (findings.some(({ reached }) => !reached)) process.exitCode = 1;

async function withRun<Result>(
  trajectories: number,
  size: "light" | "usual",
  work: (dir: string) => Promise<Result>,
): Promise<Result> {
  const dir = await mkdtemp(join(tmpdir(), "bench-filter-"));
  try {
    const written = await timed(() => writeRun(dir, trajectories, { size, signal: cutShort.signal }));
    console.log(`  ${trajectories} trajectories of ${size} size written in ${seconds(written.ms)}`);
    return await work(dir);
  } finally {
    await rm(dir, { recursive: true, force: true });
  }
}

async function openFilter(dir: string) {
  const run = await openRunReader(dir);
  const recipe = await loadRecipe("strict");
  const measureAll = measureInThreads(availableParallelism());
  return { run, recipe, filter: () => filterRun({ run, recipe, signal: cutShort.signal, measureAll }) };
}

async function measureCold(dir: string): Promise<number> {
  const { run, filter } = await openFilter(dir);
  const { ms } = await timed(filter);
  const each = ms / (await run.trajectoryIds()).length;
  console.log(`  without an index: ${seconds(ms)}, ${each.toFixed(1)} ms for each trajectory`);
  return each;
}

async function measure(dir: string): Promise<Finding[]> {
  const { run, recipe, filter } = await openFilter(dir);
  const { measures: index } = new RunPaths(dir);
  await measureCold(dir);
  const again = await timed(filter);
  const verdicts = await readFile(again.result.verdictsPath, "utf8");
  const whatIf = await timed(async () => {
    const evidence = await gatherEvidence({
      run,
      recipe: recipe.recipe,
      keep: false,
      signal: cutShort.signal,
    });
    return compareVerdicts(
      judgeRun(evidence, recipe.recipe),
      judgeRun(evidence, withThresholds(recipe, "screenshot=3,gui=3").recipe),
    );
  });
  const peakMb = process.resourceUsage().maxRSS / 1024;
  const before = await readFile(index, "utf8");
  if (isFullSize) await writeFile(index, withoutEveryTenthLine(before));
  else await rm(index);
  const rebuilt = await filter();
  const isSame =
    (await readFile(index, "utf8")) === before && (await readFile(rebuilt.verdictsPath, "utf8")) === verdicts;
  return [
    {
      what: `filtering ${count} trajectories that were measured before`,
      measured: seconds(again.ms),
      demanded: "under 20 s",
      reached: again.ms < 20_000,
    },
    {
      what: "a what-if on them",
      measured: `${seconds(whatIf.ms)} (${whatIf.result.enter.length} would enter)`,
      demanded: "under 2 s",
      reached: whatIf.ms < 2_000,
    },
    {
      what: "memory, measuring included",
      measured: `${peakMb.toFixed(0)} MB`,
      demanded: "under 1024 MB",
      reached: peakMb < 1024,
    },
    {
      what: isFullSize ? "a tenth of the index lost and measured again" : "index deleted and built again",
      measured: isSame ? "index and verdicts are the same bytes" : "they differ",
      demanded: "the same bytes",
      reached: isSame,
    },
  ];
}

/** Measuring all of it once more would take as long again as everything else. */
function withoutEveryTenthLine(index: string): string {
  return index
    .split(/(?<=\n)/)
    .filter((_, at) => at % 10 !== 0)
    .join("");
}

async function timed<Result>(work: () => Promise<Result>): Promise<{ ms: number; result: Result }> {
  const started = performance.now();
  const result = await work();
  return { ms: performance.now() - started, result };
}
