import { runDoctor } from "../../doctor/doctor.ts";
import { formatReport } from "../../doctor/format-report.ts";
import { describeMachine } from "../../doctor/machine.ts";
import { type CommandContext, type CommonOptions, printResult } from "../command-context.ts";
import { type ExitCode, exitCode } from "../exit-code.ts";
import { locateSettings } from "../locate-config.ts";
import { configuredBrowser } from "../open-machinery.ts";

/** `curate doctor`: every prerequisite of this machine, with its version and remedy. */
export async function doctorCommand(options: CommonOptions, context: CommandContext): Promise<ExitCode> {
  const { settings } = await locateSettings(options, context.cwd, context.cores);
  const machine = await describeMachine({
    env: context.env,
    configuredBrowserPath: configuredBrowser(settings, context),
    workFolder: context.cwd,
    sandbox: settings.site.sandbox,
  });
  const report = await runDoctor(machine, context.signal);
  printResult(context, options, report, formatReport(report));
  return report.ok ? exitCode.done : exitCode.userError;
}
