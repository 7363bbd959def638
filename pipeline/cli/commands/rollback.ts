import { planRollback, rollBack } from "../../../stages/push/rollback.ts";
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
  const wish = { access: openHub(context), repo: options.repo, version: options.to };
  const plan = await planRollback(wish);
  const { tag, restored, removed } = plan;
  const changes = { tag, restored: restored.map(({ path }) => path), removed };
  const nothing = restored.length + removed.length === 0;
  const planned = nothing
    ? `hf:${options.repo}: main holds ${tag} already`
    : [
        `hf:${options.repo}: main back to ${tag}; no file is sent, every tag stays`,
        ...changes.restored.map((path) => `  restore  ${path}`),
        ...removed.map((path) => `  remove   ${path}`),
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
