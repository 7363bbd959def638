import { join, resolve } from "node:path";
import { verifyDataset } from "../../../stages/emit/verify-dataset.ts";
import { pullRelease } from "../../../stages/push/pull-release.ts";
import { formatBytes } from "../../doctor/format-bytes.ts";
import { parseHubAddress } from "../../hub/hub-address.ts";
import { type CommandContext, type CommonOptions, printResult } from "../command-context.ts";
import { type ExitCode, exitCode } from "../exit-code.ts";
import { openHub } from "../open-hub.ts";

/** `curate pull`: brings a release from the Hub into a folder, and verifies it there. */
export async function pullCommand(
  source: string,
  folder: string | undefined,
  options: CommonOptions,
  context: CommandContext,
): Promise<ExitCode> {
  const address = parseHubAddress(source);
  const [, name = ""] = address.dataset.split("/");
  const dir = resolve(
    context.cwd,
    folder ?? join("data", "pulled", `${name}@${address.revision.replaceAll("/", "-")}`),
  );
  const pulled = await pullRelease(openHub(context), address, dir, (doneBytes, bytes) =>
    context.report({ kind: "transfer", doing: "receiving", doneBytes, bytes }),
  );
  const { problems, rows } = await verifyDataset(dir, context.signal);
  const text = [
    `${pulled.from}: ${pulled.files} files, ${formatBytes(pulled.bytes)}, in ${dir}`,
    ...Object.entries(rows).map(([split, count]) => `  ${split}: ${count} rows`),
    ...problems.map((problem) => `  not as its manifest says: ${problem}`),
  ];
  printResult(context, options, { ...pulled, rows, problems }, text.join("\n"));
  return problems.length === 0 ? exitCode.done : exitCode.itemsFailed;
}
