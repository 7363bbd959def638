import { verifyDataset } from "../../../stages/emit/verify-dataset.ts";
import { type CommandContext, type CommonOptions, printResult } from "../command-context.ts";
import { type ExitCode, exitCode } from "../exit-code.ts";

/** `curate verify`: checks a dataset's files, rows and columns against its manifest. */
export async function verifyCommand(
  dataset: string,
  options: CommonOptions,
  context: CommandContext,
): Promise<ExitCode> {
  const check = await verifyDataset(dataset, context.signal);
  const rows = Object.entries(check.rows).map(([split, count]) => `  ${split}: ${count} rows`);
  const text =
    check.problems.length === 0
      ? [`${check.name}: as its manifest says`, ...rows].join("\n")
      : [`${check.name}: not as its manifest says`, ...check.problems.map((problem) => `  ${problem}`)].join(
          "\n",
        );
  printResult(context, options, check, text);
  return check.problems.length === 0 ? exitCode.done : exitCode.itemsFailed;
}
