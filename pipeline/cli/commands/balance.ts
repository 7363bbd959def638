import { renderBalancePage } from "../../../stages/synthesize/balance-page/render-balance-page.ts";
import { parseFieldMapping } from "../../../stages/synthesize/field-mapping.ts";
import { measureSet } from "../../../stages/synthesize/measure-set.ts";
import { loadTaxonomy } from "../../instruction/taxonomy.ts";
import { writeFileAtomic } from "../../run/atomic-file.ts";
import { RunPaths } from "../../run/run-paths.ts";
import { formatBalance } from "../balance-text.ts";
import { type CommandContext, type CommonOptions, printResult } from "../command-context.ts";
import { type ExitCode, exitCode } from "../exit-code.ts";
import { locateSettings } from "../locate-config.ts";
import { openHub } from "../open-hub.ts";

export interface BalanceCommandOptions extends CommonOptions {
  /** Sources of test instructions (default: the configuration's). */
  decontaminate?: string[];
  map?: string;
  /** File for the report as a page. */
  page?: string;
}

/** `curate balance [source]`: what a set of instructions is made of. Nothing is changed. */
export async function balanceCommand(
  source: string | undefined,
  options: BalanceCommandOptions,
  context: CommandContext,
): Promise<ExitCode> {
  const { settings } = await locateSettings(options, context.cwd, context.cores);
  const { subject, report, skipped } = await measureSet({
    source: source ?? null,
    instructions: new RunPaths(settings.run).instructions,
    hub: openHub(context),
    taxonomy: await loadTaxonomy(),
    testSets: options.decontaminate ?? settings.synthesize.decontaminate,
    thresholds: settings.synthesize.thresholds,
    plainWords: settings.compat.plainWordOverlap,
    ...(options.map !== undefined && { mapping: parseFieldMapping(options.map) }),
  });
  if (options.page !== undefined) await writeFileAtomic(options.page, renderBalancePage(report, { subject }));
  const text = [
    `balance of ${subject}`,
    formatBalance(report),
    ...(skipped > 0 ? [`${skipped} records are no instructions and were left out`] : []),
    ...(options.page === undefined ? [] : [`written as a page: ${options.page}`]),
  ];
  printResult(context, options, { subject, skipped, ...report }, text.join("\n"));
  return exitCode.done;
}
