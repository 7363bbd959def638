import { verifyDataset } from "../../../stages/emit/verify-dataset.ts";
import { CurateError, errorMessage } from "../../errors.ts";
import { checkRun } from "../../fsck/check-run.ts";
import type { RunFinding } from "../../fsck/run-finding.ts";
import { namesIn } from "../../run/names-in.ts";
import { lockRun } from "../../run/run-lock.ts";
import { RunPaths } from "../../run/run-paths.ts";
import { type CommandContext, type CommonOptions, printResult } from "../command-context.ts";
import { type ExitCode, exitCode } from "../exit-code.ts";
import { locateSettings } from "../locate-config.ts";

/** `curate fsck`: verifies every record of a run folder and its datasets; with `--repair`, mends what can be mended. */
export async function fsckCommand(
  options: CommonOptions & { repair?: boolean },
  context: CommandContext,
): Promise<ExitCode> {
  const { settings } = await locateSettings(options, context.cwd, context.cores);
  const paths = new RunPaths(settings.run);
  const repair = options.repair === true;
  await using _lock = repair ? await lockRun(paths.lock) : null;
  const { trajectories, findings } = await checkRun({
    dir: paths.dir,
    repair,
    now: context.now,
    baseURLOf: (role) => settings.models[role]?.baseURL ?? "",
  });
  const datasets = await namesIn(paths.datasets);
  for (const name of datasets) findings.push(...(await checkDataset(name, paths, context.signal)));
  const result = { run: paths.dir, trajectories, datasets: datasets.length, findings };
  printResult(context, options, result, formatCheck(result));
  return findings.length === 0 ? exitCode.done : exitCode.itemsFailed;
}

async function checkDataset(name: string, paths: RunPaths, signal: AbortSignal): Promise<RunFinding[]> {
  const subject = `datasets/${name}`;
  try {
    const { problems } = await verifyDataset(paths.dataset(name), signal);
    return problems.map((problem) => ({ subject, problem, repaired: null }));
  } catch (error) {
    if (!(error instanceof CurateError) || error.kind !== "user") throw error;
    return [{ subject, problem: errorMessage(error), repaired: null }];
  }
}

function formatCheck({
  run,
  trajectories,
  datasets,
  findings,
}: {
  run: string;
  trajectories: number;
  datasets: number;
  findings: readonly RunFinding[];
}): string {
  const looked = `${run}: ${trajectories} trajectories and ${datasets} datasets checked`;
  if (findings.length === 0) return `${looked}, all whole`;
  const lines = findings.map(
    ({ subject, problem, repaired }) =>
      `  ${subject}: ${problem}${repaired === null ? "" : ` (${repaired})`}`,
  );
  const hint = findings.some(({ repaired }) => repaired !== null)
    ? ["Run `curate fsck` again to see what is left."]
    : [];
  return [`${looked}, ${findings.length} findings`, ...lines, ...hint].join("\n");
}
