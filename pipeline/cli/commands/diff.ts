import { resolve } from "node:path";
import { readRemoteDataset, remoteView } from "../../../stages/push/repository-state.ts";
import { type DatasetView, openDatasetFolder } from "../../dataset-diff/dataset-view.ts";
import { diffDatasets } from "../../dataset-diff/diff-datasets.ts";
import { formatDiff } from "../../dataset-diff/format-diff.ts";
import { explainHubError } from "../../hub/explain-hub-error.ts";
import { parseHubAddress } from "../../hub/hub-address.ts";
import { type CommandContext, type CommonOptions, printResult } from "../command-context.ts";
import { type ExitCode, exitCode } from "../exit-code.ts";
import { openHub } from "../open-hub.ts";

/** `curate diff`: what differs between two versions of a dataset, folders or addresses on the Hub. */
export async function diffCommand(
  before: string,
  after: string,
  options: CommonOptions,
  context: CommandContext,
): Promise<ExitCode> {
  const diff = await diffDatasets(
    await openView(before, context),
    await openView(after, context),
    context.signal,
  );
  printResult(context, options, diff, formatDiff(diff));
  return diff.splits.length === 0 && diff.origins.length === 0 ? exitCode.done : exitCode.itemsFailed;
}

async function openView(name: string, context: CommandContext): Promise<DatasetView> {
  if (!name.startsWith("hf:")) return await openDatasetFolder(resolve(context.cwd, name));
  const { dataset, revision } = parseHubAddress(name);
  const access = openHub(context);
  try {
    return remoteView(await readRemoteDataset(access, dataset, revision), name);
  } catch (error) {
    throw explainHubError(error, name, "read", access);
  }
}
