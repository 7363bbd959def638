import { resolve } from "node:path";
import { verifyDataset } from "../../../stages/emit/verify-dataset.ts";
import { executeFolderRelease, planFolderRelease } from "../../../stages/push/folder-release.ts";
import { openFindings, parseGates, requirePassed } from "../../../stages/push/gates/check-gates.ts";
import type { VersionChoice } from "../../../stages/push/propose-version.ts";
import { parseVersion, type VersionPart } from "../../../stages/push/release-version.ts";
import { executePush, type PushEvent, type PushOptions, preparePush } from "../../../stages/push/stage.ts";
import { UserError } from "../../errors.ts";
import { type CommandContext, type CommonOptions, printResult } from "../command-context.ts";
import { confirm } from "../confirm.ts";
import { type ExitCode, exitCode } from "../exit-code.ts";
import {
  describePlan,
  formatFindings,
  formatFolderPlan,
  formatPlan,
  formatPushResult,
} from "../format-release.ts";
import { environmentSecrets, openHub } from "../open-hub.ts";

export interface PushCommandOptions extends CommonOptions {
  /** OWNER/NAME */
  repo?: string;
  /** A folder of releases, where there is no Hub. */
  to?: string;
  /** X.Y.Z */
  version?: string;
  bump?: VersionPart;
  pr?: boolean;
  private?: boolean;
  /** Load every row through the Hub afterwards. */
  loadRows?: boolean;
  dryRun?: boolean;
  yes?: boolean;
  /** Names of gates. */
  accept?: string[];
}

/** `curate push`: releases a dataset as one commit and one tag, or as a folder. */
export async function pushCommand(
  dataset: string,
  options: PushCommandOptions,
  context: CommandContext,
): Promise<ExitCode> {
  const choice = versionChoice(options);
  const common = {
    dir: resolve(context.cwd, dataset),
    choice,
    secrets: environmentSecrets(context),
    verify: async (dir: string) => (await verifyDataset(dir, context.signal)).problems,
    now: context.now,
  };
  if (options.to !== undefined && options.repo === undefined)
    return await pushToFolder({ ...common, to: resolve(context.cwd, options.to) }, options, context);
  if (options.repo === undefined || options.to !== undefined)
    throw new UserError(
      "Name where the release goes: --repo OWNER/NAME on the Hub, or --to DIR for a folder.",
    );
  const push: PushOptions = {
    ...common,
    access: openHub(context),
    repo: options.repo,
    asPullRequest: options.pr === true,
    ...(options.private === true && { visibility: "private" }),
    loadRows: options.loadRows === true,
    dryRun: options.dryRun === true,
  };
  return await pushToHub(push, options, context);
}

async function pushToHub(
  push: PushOptions,
  options: PushCommandOptions,
  context: CommandContext,
): Promise<ExitCode> {
  const accepted = parseGates(options.accept ?? []);
  context.report({ kind: "stage-started", stage: "push", detail: `looking at hf:${push.repo}` });
  const prepared = await preparePush(push);
  const { plan, findings } = prepared;
  const planned = [formatPlan(plan, push.repo), ...formatFindings(findings, accepted)].join("\n");
  if (options.dryRun === true) {
    printResult(context, options, { plan: describePlan(plan), findings }, planned);
    return openFindings(findings, accepted).length === 0 ? exitCode.done : exitCode.userError;
  }
  requirePassed(findings, accepted);
  if (plan.kind === "new-commit" && options.yes !== true) {
    context.report({ kind: "notice", message: planned });
    await confirm(`Release ${plan.tag} to hf:${push.repo}?`, context.signal);
  }
  const result = await executePush(push, prepared, accepted, (event) => reportPush(event, context));
  context.report({
    kind: "stage-finished",
    stage: "push",
    detail: result.problems.length === 0 ? `${result.tag} of hf:${push.repo}` : "not as it should be",
  });
  printResult(context, options, result, formatPushResult(result, push.repo));
  return result.problems.length === 0 ? exitCode.done : exitCode.itemsFailed;
}

async function pushToFolder(
  release: Omit<Parameters<typeof planFolderRelease>[0], "signal">,
  options: PushCommandOptions,
  context: CommandContext,
): Promise<ExitCode> {
  const accepted = parseGates(options.accept ?? []);
  const work = { ...release, signal: context.signal };
  const plan = await planFolderRelease(work);
  const planned = [formatFolderPlan(plan, work.to), ...formatFindings(plan.findings, accepted)].join("\n");
  if (options.dryRun === true) {
    printResult(context, options, { plan: describePlan(plan), findings: plan.findings }, planned);
    return openFindings(plan.findings, accepted).length === 0 ? exitCode.done : exitCode.userError;
  }
  requirePassed(plan.findings, accepted);
  const result = await executeFolderRelease(work, plan, accepted);
  const { problems, dir } = result;
  const text =
    problems.length === 0
      ? `${planned}\n${dir}: read back and verified`
      : [`${dir}: not as it should be`, ...problems.map((problem) => `  ${problem}`)].join("\n");
  printResult(context, options, { ...result, tag: plan.tag, plan: plan.kind }, text);
  return problems.length === 0 ? exitCode.done : exitCode.itemsFailed;
}

function versionChoice({ version, bump }: PushCommandOptions): VersionChoice {
  if (version !== undefined && bump !== undefined)
    throw new UserError("--version and --bump both say the version: leave one of them out.");
  return {
    ...(version !== undefined && { version: parseVersion(version) }),
    ...(bump !== undefined && { bump }),
  };
}

function reportPush(event: PushEvent, { report }: CommandContext): void {
  if (event.event === "sending")
    report({ kind: "transfer", doing: "sending", doneBytes: event.sentBytes, bytes: event.bytes });
  else report({ kind: "notice", message: describePushEvent(event) });
}

function describePushEvent(event: Exclude<PushEvent, { event: "sending" }>): string {
  switch (event.event) {
    case "committed":
      return `committed as ${event.commit.slice(0, 8)}`;
    case "tagged":
      return `tagged ${event.tag}`;
    case "reading-back":
      return `reading back ${event.path}`;
  }
}
