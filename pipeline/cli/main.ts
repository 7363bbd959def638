import { availableParallelism } from "node:os";
import { Command, CommanderError, InvalidArgumentError, Option } from "commander";
import { CurateError, errorMessage } from "../errors.ts";
import { createJsonReporter } from "../progress/json-reporter.ts";
import { createTerminalReporter } from "../progress/terminal-reporter.ts";
import type { CommandContext, CommonOptions } from "./command-context.ts";
import { doctorCommand } from "./commands/doctor.ts";
import { emitCommand } from "./commands/emit.ts";
import { filterCommand } from "./commands/filter.ts";
import { type ImportCommandOptions, importCommand } from "./commands/import.ts";
import { recordCommand } from "./commands/record.ts";
import { runCommand } from "./commands/run.ts";
import { statusCommand } from "./commands/status.ts";
import { synthesizeCommand } from "./commands/synthesize.ts";
import { verifyCommand } from "./commands/verify.ts";
import { type ExitCode, exitCode, exitCodeOf } from "./exit-code.ts";
import { listenForStop } from "./stop-signal.ts";

/** Runs one command line. Returns the exit code; prints every error itself. */
export async function main(argv: readonly string[], env: NodeJS.ProcessEnv): Promise<number> {
  let code: ExitCode = exitCode.done;
  const program = buildProgram(env, (result) => {
    code = result;
  });
  try {
    await program.parseAsync(argv, { from: "user" });
    return code;
  } catch (error) {
    if (error instanceof CommanderError) return error.exitCode === 0 ? exitCode.done : exitCode.userError;
    process.stderr.write(`${describeError(error)}\n`);
    return exitCodeOf(error);
  }
}

type Work<Options> = (options: Options, context: CommandContext) => Promise<ExitCode>;

function buildProgram(env: NodeJS.ProcessEnv, finish: (code: ExitCode) => void): Command {
  const program = new Command("curate")
    .description("Makes the training data of website-generation agents.")
    .exitOverride()
    .showHelpAfterError();
  const command = (name: string, description: string): Command => {
    return program
      .command(name)
      .description(description)
      .option(
        "-c, --config <file>",
        "configuration (default: what --run was made with, curate.config.json, else the rehearsal)",
      )
      .option("--run <dir>", "run folder (default: the configuration's)")
      .option("--json", "results as JSON on standard output, progress as JSON lines on standard error");
  };
  const recording = (name: string, description: string): Command =>
    command(name, description)
      .option("--limit <n>", "only the first so many instructions", parseCount)
      .addOption(
        new Option("--compat <how>", "do as the published system does (docs/compatibility.md)").choices([
          "published",
        ]),
      );
  const act = <Options extends CommonOptions>(options: Options, work: Work<Options>): Promise<void> =>
    inContext(options, env, (context) => work(options, context)).then(finish);

  recording("run", "all stages: synthesize, record, filter, emit").action((options: CommonOptions) =>
    act(options, runCommand),
  );
  command("synthesize", "write instructions")
    .option("--count <n>", "instructions the run shall hold (default: the configuration's)", parseCount)
    .action((options: CommonOptions & { count?: number }) => act(options, synthesizeCommand));
  command("import <source>", "take instructions from a JSON-lines file or hf:OWNER/NAME[@REV][:FILE]")
    .option("--skip-bad", "import the valid lines and list the others in candidates.jsonl")
    .option(
      "--decontaminate <source...>",
      "test instructions: lines too close to one are dropped, with the evidence",
    )
    .option("--cut-accounts", "cut mentions of logging in and registering, as for Step-GRPO")
    .action((source: string, options: ImportCommandOptions) =>
      act(options, (given, context) => importCommand(source, given, context)),
    );
  recording("record", "run the agent on every instruction").action((options: CommonOptions) =>
    act(options, recordCommand),
  );
  command("filter", "judge every trajectory by a recipe")
    .option("--recipe <name>", "a name under data/recipes, or a file")
    .action((options: CommonOptions & { recipe?: string }) => act(options, filterCommand));
  command("emit", "write the datasets")
    .option("--recipe <name>", "a name under data/recipes, or a file")
    .action((options: CommonOptions & { recipe?: string }) => act(options, emitCommand));
  command("status [id]", "what a run holds; with an id, one trajectory's tree").action(
    (id: string | undefined, options: CommonOptions) =>
      act(options, (given, context) => statusCommand(id, given, context)),
  );
  command("verify <dataset>", "check a dataset's files against its manifest").action(
    (dataset: string, options: CommonOptions) =>
      act(options, (given, context) => verifyCommand(dataset, given, context)),
  );
  command("doctor", "check this machine").action((options: CommonOptions) => act(options, doctorCommand));
  return program;
}

async function inContext(
  options: CommonOptions,
  env: NodeJS.ProcessEnv,
  work: (context: CommandContext) => Promise<ExitCode>,
): Promise<ExitCode> {
  using report =
    options.json === true
      ? createJsonReporter(process.stderr)
      : createTerminalReporter({ stream: process.stderr, now: () => performance.now() });
  using stop = listenForStop((message) => report({ kind: "notice", message }));
  return await work({
    cwd: process.cwd(),
    env,
    cores: availableParallelism(),
    print: (text) => void process.stdout.write(`${text}\n`),
    report,
    signal: stop.signal,
    now: () => new Date(),
  });
}

function parseCount(text: string): number {
  const count = Number(text);
  if (Number.isSafeInteger(count) && count > 0) return count;
  throw new InvalidArgumentError("It must be a whole number above 0.");
}

/** Errors of ours are for the reader; anything else is our mistake, and its stack helps to mend it. */
function describeError(error: unknown): string {
  if (error instanceof CurateError && error.kind !== "bug") return `curate: ${error.message}`;
  return `curate: unexpected error, please report it: ${error instanceof Error ? (error.stack ?? error.message) : errorMessage(error)}`;
}
