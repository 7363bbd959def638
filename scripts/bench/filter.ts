import { mkdtemp, readFile, rm } from "node:fs/promises";
import { availableParallelism, tmpdir } from "node:os";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { measureInThreads } from "../../pipeline/index/measure-in-threads.ts";
import { loadRecipe } from "../../pipeline/recipe/load-recipe.ts";
import { sha256Hex } from "../../pipeline/run/digest.ts";
import { openRunReader } from "../../pipeline/run/open-run-reader.ts";
import { RunPaths } from "../../pipeline/run/run-paths.ts";
import { gatherEvidence } from "../../stages/filter/evidence.ts";
import { judgeRun } from "../../stages/filter/judge-run.ts";
import { filterRun } from "../../stages/filter/stage.ts";
import { compareVerdicts, withThresholds } from "../../stages/filter/what-if.ts";
import { describeMachine } from "./describe-machine.ts";
import { type Finding, formatFinding, seconds } from "./finding.ts";
import { lightSize, usualSize, writeRecordedRun } from "./recorded-run.ts";

/**
 * `npm run bench:filter -- [--trajectories N] [--light]`: how long filtering and a what-if take on a run of that size.
 * With `--light` the websites and screenshots are small, so that the index, which is as large, is built sooner.
 */
const { values } = parseArgs({
  options: {
    trajectories: { type: "string", default: "10000" },
    light: { type: "boolean", default: false },
  },
});
const count = Number(values.trajectories);
const dir = await mkdtemp(join(tmpdir(), "bench-filter-"));
const cutShort = new AbortController();
process.once("SIGINT", () => cutShort.abort(new Error("stopped")));
try {
  console.log(await describeMachine({ node: process.versions.node }));
  const written = await timed(() => writeRecordedRun(dir, count, values.light ? lightSize : usualSize));
  console.log(`  ${count} trajectories written in ${seconds(written.ms)}`);
  const findings = await measure();
  for (const finding of findings) console.log(formatFinding(finding));
  if (findings.some(({ reached }) => !reached)) process.exitCode = 1;
} finally {
  await rm(dir, { recursive: true, force: true });
}

async function measure(): Promise<Finding[]> {
  const run = await openRunReader(dir);
  const recipe = await loadRecipe("strict");
  const { measures: index } = new RunPaths(dir);
  const filter = () =>
    filterRun({
      run,
      recipe,
      signal: cutShort.signal,
      measureAll: measureInThreads(availableParallelism()),
    });
  const first = await timed(filter);
  console.log(
    `  without an index: ${seconds(first.ms)}, ${(first.ms / count).toFixed(1)} ms for each trajectory`,
  );
  const verdicts = await readFile(first.result.verdictsPath, "utf8");
  const again = await timed(filter);
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
  const before = sha256Hex(await readFile(index));
  await rm(index);
  const rebuilt = await filter();
  const isSame =
    sha256Hex(await readFile(index)) === before &&
    (await readFile(rebuilt.verdictsPath, "utf8")) === verdicts;
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
      what: "index deleted and built again",
      measured: isSame ? "index and verdicts are the same bytes" : "they differ",
      demanded: "the same bytes",
      reached: isSame,
    },
  ];
}

async function timed<Result>(work: () => Promise<Result>): Promise<{ ms: number; result: Result }> {
  const started = performance.now();
  const result = await work();
  return { ms: performance.now() - started, result };
}
