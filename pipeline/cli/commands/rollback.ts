import { planRollback, rollBack } from "../../../stages/push/rollback.ts";
import { cardFile } from "../../dataset/read-manifest.ts";
import { type CommandContext, type CommonOptions, printResult } from "../command-context.ts";
import { confirm } from "../confirm.ts";
import { type ExitCode, exitCode } from "../exit-code.ts";
import { openHub } from "../open-hub.ts";

export interface RollbackCommandOptions extends CommonOptions {
  repo: string;
  /** v1.2.3 */
  to: string;
  dryRun?: boolean;
  yes?: boolean;
}

/** `curate rollback`: brings an earlier release back to main, as a new commit. */
export async function rollbackCommand(
  options: RollbackCommandOptions,
  context: CommandContext,
): Promise<ExitCode> {
  const wish = { access: openHub(context), repo: options.repo, version: options.to, now: context.now };
  const plan = await planRollback(wish);
  const { tag, removed } = plan;
  const restored = plan.restored.map(({ path }) => path);
  const restated = plan.restated.map(({ path }) => path);
  const changes = { tag, restored, restated, removed };
  const nothing = restated.length === 0;
  const planned = nothing
    ? `hf:${options.repo}: main holds ${tag} already`
    : [
        `hf:${options.repo}: main back to ${tag}; no file of rows is sent, every tag stays`,
        ...restored.map((path) => `  restore  ${path}`),
        ...removed.map((path) => `  remove   ${path}`),
        ...restated.map(
          (path) => `  restore  ${path}${path === cardFile ? ", the rollback in its history" : ""}`,
        ),
      ].join("\n");
  if (options.dryRun === true || nothing) {
    printResult(context, options, { ...changes, commit: null }, planned);
    return exitCode.done;
  }
  if (options.yes !== true) {
    context.report({ kind: "notice", message: planned });
    await confirm(`Bring ${tag} back to the main of hf:${options.repo}?`, context.signal);
  }
  const commit = await rollBack(wish, plan);
  printResult(context, options, { ...changes, commit }, `${planned}\n  done: commit ${commit?.slice(0, 8)}`);
  return exitCode.done;
}
