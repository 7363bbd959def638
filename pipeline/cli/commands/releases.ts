import { type ListedRelease, listReleases } from "../../../stages/push/list-releases.ts";
import { type CommandContext, type CommonOptions, printResult } from "../command-context.ts";
import { type ExitCode, exitCode } from "../exit-code.ts";
import { openHub } from "../open-hub.ts";
import { formatTable } from "../table.ts";

/** `curate releases`: the versions of a repository, each compared with its own manifest. */
export async function releasesCommand(
  options: CommonOptions & { repo: string },
  context: CommandContext,
): Promise<ExitCode> {
  const releases = await listReleases(openHub(context), options.repo);
  printResult(context, options, releases, formatReleases(releases, options.repo));
  return releases.every(({ problems }) => problems.length === 0) ? exitCode.done : exitCode.itemsFailed;
}

function formatReleases(releases: readonly ListedRelease[], repo: string): string {
  if (releases.length === 0) return `hf:${repo} has no release yet`;
  return [
    `hf:${repo}`,
    formatTable(
      ["version", "date", "commit", "rows", "verdict"],
      releases.map(({ tag, date, commit, rows, problems, isCurrent }) => [
        tag,
        date?.slice(0, 10) ?? "-",
        commit.slice(0, 8),
        Object.values(rows).reduce((sum, count) => sum + count, 0),
        `${problems.length === 0 ? "whole" : `${problems.length} problems`}${isCurrent ? ", on main" : ""}`,
      ]),
    ),
    ...releases.flatMap(({ tag, problems }) => problems.map((problem) => `  ${tag}: ${problem}`)),
  ].join("\n");
}
