import { availableParallelism } from "node:os";
import { Argument, Command, CommanderError, InvalidArgumentError, Option } from "commander";
import { CurateError, errorMessage } from "../errors.ts";
import { createJsonReporter } from "../progress/json-reporter.ts";
import { createTerminalReporter } from "../progress/terminal-reporter.ts";
import type { CommandContext, CommonOptions } from "./command-context.ts";
import type { AuditCommandOptions } from "./commands/audit.ts";
import type { BalanceCommandOptions } from "./commands/balance.ts";
import type { CacheCommandOptions } from "./commands/cache.ts";
import type { FilterCommandOptions, RecipeOptions } from "./commands/filter.ts";
import type { ImportCommandOptions } from "./commands/import.ts";
import type { PushCommandOptions } from "./commands/push.ts";
import type { QueueAction, QueueCommandOptions } from "./commands/queue.ts";
import type { RecordCommandOptions, RecordOptions } from "./commands/record.ts";
import type { RegradeCommandOptions } from "./commands/regrade.ts";
import type { RollbackCommandOptions } from "./commands/rollback.ts";
import type { SynthesizeCommandOptions } from "./commands/synthesize.ts";
import type { VerifyCommandOptions } from "./commands/verify.ts";
import type { WorkerCommandOptions } from "./commands/worker.ts";
import { type ExitCode, exitCode, exitCodeOf } from "./exit-code.ts";
import {
  auditCommand,
  balanceCommand,
  cacheCommand,
  diffCommand,
  doctorCommand,
  emitCommand,
  filterCommand,
  fsckCommand,
  importCommand,
  planCommand,
  pullCommand,
  pushCommand,
  queueCommand,
  recordCommand,
  regradeCommand,
  releasesCommand,
  rollbackCommand,
  runCommand,
  statusCommand,
  synthesizeCommand,
  verifyCommand,
  whyCommand,
  workerCommand,
} from "./lazy-commands.ts";
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
  const command = (name: string, description: string, runOption = "--run <dir>"): Command => {
    return program
      .command(name)
      .description(description)
      .option(
        "-c, --config <file>",
        "configuration (default: what --run was made with, curate.config.json, else the rehearsal)",
      )
      .option(runOption, "run folder (default: the configuration's)")
      .option("--json", "results as JSON on standard output, progress as JSON lines on standard error");
  };
  const recording = (name: string, description: string): Command =>
    command(name, description)
      .option("--limit <n>", "only the first so many instructions", parseCount)
      .option("--retry-quarantined", "take up trajectories again that were left for ending the process")
      .addOption(compatOption())
      .addOption(sandboxOption());
  const replayable = (made: Command): Command =>
    made
      .option(
        "--replay <dir>",
        "answer the model calls from a recorded run: nothing is sent, no key is needed",
      )
      .option("--live-on-miss", "with --replay: send and pay the calls that the recording does not hold");
  const act = <Options extends CommonOptions>(options: Options, work: Work<Options>): Promise<void> =>
    inContext(options, env, (context) => work(options, context)).then(finish);

  replayable(recording("run", "all stages: synthesize, record, filter, emit")).action(
    (options: RecordOptions) => act(options, runCommand),
  );
  replayable(command("synthesize", "write instructions"))
    .option("--count <n>", "instructions the run shall hold (default: the configuration's)", parseCount)
    .option("--evolve <n>", "and so many made out of them: harder, other subjects, other users", parseCount)
    .option("--test-cases", "write test cases for every instruction of the run that has none")
    .addOption(decontaminateOption())
    .addOption(compatOption())
    .action((options: SynthesizeCommandOptions) => act(options, synthesizeCommand));
  command(
    "import <source>",
    "take instructions from a JSON-lines or Parquet file, or hf:OWNER/NAME[@REV][:FILE]",
  )
    .option(
      "--strict",
      "import nothing when any record is bad (default: the others, and candidates.jsonl says why)",
    )
    .addOption(mapOption())
    .addOption(decontaminateOption())
    .option("--deduplicate", "drop what says the same as an earlier record or an instruction of the run")
    .option("--max-per-type <n>", "most instructions of one application type", parseCount)
    .option("--cut-accounts", "cut mentions of logging in and registering, as for Step-GRPO")
    .option("--any-language", "take texts that are not English too")
    .addOption(compatOption())
    .action((source: string, options: ImportCommandOptions) =>
      act(options, (given, context) => importCommand(source, given, context)),
    );
  command("balance [source]", "what a set of instructions is made of (default: the run's)")
    .addOption(mapOption())
    .addOption(decontaminateOption())
    .option("--page <file>", "write it as a page with plots, too")
    .addOption(compatOption())
    .action((source: string | undefined, options: BalanceCommandOptions) =>
      act(options, (given, context) => balanceCommand(source, given, context)),
    );
  replayable(recording("record", "run the agent on every instruction"))
    .addOption(queueOption().conflicts(["replay"]))
    .addOption(storeOption())
    .option(
      "--lease <seconds>",
      "with --queue: who gives no sign of life for so long is taken for dead (default: 60)",
      parseCount,
    )
    .action((options: RecordCommandOptions) => act(options, recordCommand));
  command("worker", "record what `curate record --queue` plans; on any number of machines")
    .addOption(queueOption().makeOptionMandatory())
    .addOption(storeOption())
    .option("--concurrency <n>", "trajectories at once (default: the configuration's)", parseCount)
    .addOption(sandboxOption())
    .action((options: WorkerCommandOptions) => act(options, workerCommand));
  command("queue", "what a queue does; whether it goes on; a board to look at")
    .addArgument(
      new Argument("<action>", "drain: begin nothing more, and end the workers").choices([
        "status",
        "pause",
        "resume",
        "drain",
        "board",
      ]),
    )
    .addOption(queueOption().makeOptionMandatory())
    .option("--port <n>", "of the board (default: any free one)", parseCount)
    .action((action: QueueAction, options: QueueCommandOptions) =>
      act(options, (given, context) => queueCommand(action, given, context)),
    );
  command("filter", "judge every trajectory by a recipe")
    .option("--recipe <name>", "a name under data/recipes, or a file")
    .option("--what-if <thresholds>", "who would be kept with others, such as screenshot=4,gui=3,tokens=off")
    .option("--thresholds", "how many each pair of score minima lets through, by application type")
    .addHelpText("after", "\nWith --what-if or --thresholds nothing is written.")
    .action((options: FilterCommandOptions) => act(options, filterCommand));
  command("why <id>", "what every rule of a recipe says of a trajectory, and what it saw")
    .option("--recipe <name>", "a name under data/recipes, or a file")
    .action((id: string, options: RecipeOptions) =>
      act(options, (given, context) => whyCommand(id, given, context)),
    );
  command("regrade", "ask the judges again about stored screenshots and GUI tests; no teacher, no site")
    .option(
      "--judges <names>",
      "screenshot,gui-summary (the default); gui-replay needs no model, but rebuilds sites",
    )
    .option(
      "--times <n>",
      "how often each is asked about a step, and each GUI test done again (default: 1)",
      parseCount,
    )
    .option("--name <grading>", "under which the grades are kept, for a recipe to choose (default: regrade)")
    .option(
      "--models <config>",
      "a configuration whose vision and feedback models judge (default: the run's)",
    )
    .option("--recipe <name>", "by which the difference is told: a name under data/recipes, or a file")
    .option("--limit <n>", "only the first so many trajectories", parseCount)
    .action((options: RegradeCommandOptions) => act(options, regradeCommand));
  command("emit", "write the datasets")
    .option("--recipe <name>", "a name under data/recipes, or a file")
    .addOption(compatOption())
    .action((options: CommonOptions & { recipe?: string }) => act(options, emitCommand));
  recording(
    "plan",
    "calls, tokens, money, hours and disk for the rest of the run; nothing is run or paid",
  ).action((options: CommonOptions) => act(options, planCommand));
  command("status [id]", "what a run holds; with an id, one trajectory's tree").action(
    (id: string | undefined, options: CommonOptions) =>
      act(options, (given, context) => statusCommand(id, given, context)),
  );
  command("audit", "look at what happened, and judge it, in a browser", "--run <dir...>")
    .option("--port <n>", "port on 127.0.0.1 (default: any that is free)", parsePort)
    .option("--reviewer <name>", "who reviews (default: the page asks)")
    .option("--export <dir>", "write it as files instead, to be opened from disk or put on a Space")
    .option("--trajectories <ids>", "with --export: only these, separated by commas")
    .option("--recipe <name>", "with --export: only what this recipe kept")
    .option("--limit <n>", "with --export: only the first so many trajectories", parseCount)
    .action((options: AuditCommandOptions) =>
      inContext(options, env, (context) => auditCommand(options, context)).then(finish),
    );
  command(
    "verify <dataset>",
    "check a dataset against its manifest, and against its run where that is at hand",
  )
    .option("--recipe <name>", "the recipe it was made with (default: the one of its name)")
    .option("--files-only", "leave the run alone, though it is there")
    .addOption(compatOption())
    .action((dataset: string, options: VerifyCommandOptions) =>
      act(options, (given, context) => verifyCommand(dataset, given, context)),
    );
  command("fsck", "check every record of a run folder, and its datasets")
    .option("--repair", "set damaged tails aside, and mend the ledger from the journals")
    .action((options: CommonOptions & { repair?: boolean }) => act(options, fsckCommand));
  command("diff <before> <after>", "what differs between two datasets: folders, or hf:OWNER/NAME@REV").action(
    (before: string, after: string, options: CommonOptions) =>
      act(options, (given, context) => diffCommand(before, after, given, context)),
  );
  command("push <dataset>", "release a dataset to the Hub: one commit, one tag, read back")
    .option("--repo <owner/name>", "data set on the Hub; made when it is not there")
    .option("--to <dir>", "a folder of releases instead, where there is no Hub")
    .option("--version <x.y.z>", "version (default: major when columns change, minor for rows, else patch)")
    .addOption(
      new Option("--bump <part>", "the next version of this kind").choices(["major", "minor", "patch"]),
    )
    .option("--pr", "open a pull request; push again after it is merged")
    .option("--private", "make a new repository private")
    .option("--load-rows", "afterwards, load every row through the Hub and compare it")
    .option("--accept <gate...>", "release it though this gate did not pass")
    .option("--dry-run", "only show what would change")
    .option("--yes", "do not ask")
    .action((dataset: string, options: PushCommandOptions) =>
      act(options, (given, context) => pushCommand(dataset, given, context)),
    );
  command("releases", "the versions of a data set on the Hub, and whether they are whole")
    .requiredOption("--repo <owner/name>", "data set on the Hub")
    .action((options: CommonOptions & { repo: string }) => act(options, releasesCommand));
  command("rollback", "bring an earlier release back to main, as a new commit")
    .requiredOption("--repo <owner/name>", "data set on the Hub")
    .requiredOption("--to <version>", "release, such as v1.0.0")
    .option("--dry-run", "only show what would change")
    .option("--yes", "do not ask")
    .action((options: RollbackCommandOptions) => act(options, rollbackCommand));
  command("pull <source> [folder]", "bring hf:OWNER/NAME@VERSION into a folder, and verify it").action(
    (source: string, folder: string | undefined, options: CommonOptions) =>
      act(options, (given, context) => pullCommand(source, folder, given, context)),
  );
  command("cache", "what is kept of installed packages; with clear, remove it")
    .addArgument(new Argument("[action]", "clear removes what no running site stands on").choices(["clear"]))
    .option("--older-than <age>", "clear only what was not used for so long: 12h, 7d", parseAge)
    .action((action: "clear" | undefined, options: CacheCommandOptions) =>
      act(options, (given, context) => cacheCommand(action, given, context)),
    );
  command("doctor", "check this machine")
    .addOption(sandboxOption())
    .action((options: CommonOptions) => act(options, doctorCommand));
  return program;
}

async function inContext(
  options: Pick<CommonOptions, "json">,
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

function parseAge(text: string): number {
  const [, count, unit] = /^(\d+)([hd])$/.exec(text) ?? [];
  if (count === undefined) throw new InvalidArgumentError("It must be hours or days, such as 12h or 7d.");
  return Number(count) * (unit === "d" ? 24 : 1) * 60 * 60 * 1000;
}

function compatOption(): Option {
  return new Option("--compat <how>", "do as the published system does (docs/compatibility.md)").choices([
    "published",
  ]);
}

function decontaminateOption(): Option {
  return new Option(
    "--decontaminate <source...>",
    "test instructions: what is too close to one is dropped, with the evidence",
  );
}

function mapOption(): Option {
  return new Option(
    "--map <fields>",
    "where fields are taken from: instruction=prompt,application_type='Other',id=#",
  );
}

function sandboxOption(): Option {
  return new Option(
    "--sandbox <how>",
    "what confines generated websites; none confines nothing (docs/sandbox.md)",
  ).choices(["bubblewrap", "sandbox-exec", "none"]);
}

function queueOption(): Option {
  return new Option(
    "--queue <url>",
    "queue server: redis://, rediss:// or postgres:// (docs/distributed.md)",
  );
}

function storeOption(): Option {
  return new Option(
    "--store <url>",
    "s3://BUCKET/PREFIX for sealed trajectories, where machines share no folder",
  );
}

function parseCount(text: string): number {
  const count = Number(text);
  if (Number.isSafeInteger(count) && count > 0) return count;
  throw new InvalidArgumentError("It must be a whole number above 0.");
}

function parsePort(text: string): number {
  const port = parseCount(text);
  if (port < 65_536) return port;
  throw new InvalidArgumentError("It must be a port, from 1 to 65535.");
}

/** Errors of ours are for the reader; anything else is our mistake, and its stack helps to mend it. */
function describeError(error: unknown): string {
  if (error instanceof CurateError && error.kind !== "bug") return `curate: ${error.message}`;
  return `curate: unexpected error, please report it: ${error instanceof Error ? (error.stack ?? error.message) : errorMessage(error)}`;
}
