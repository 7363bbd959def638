import { type ChildProcess, spawn } from "node:child_process";
import { curateProgram } from "../../scripts/curate-program.ts";

export interface CurateResult {
  code: number | null;
  stdout: string;
  stderr: string;
}

/** A command under way, so that a test can end it as a user or a machine would. */
export interface RunningCurate {
  child: ChildProcess;
  /** Resolves once standard error holds the pattern; rejects when the command ends without it. */
  saw(pattern: RegExp): Promise<void>;
  finished: Promise<CurateResult>;
}

/** Starts the command-line program in a folder, as a process of its own. */
export function startCurate(
  args: readonly string[],
  cwd: string,
  env: Record<string, string> = {},
): RunningCurate {
  const child = spawn(process.execPath, [curateProgram, ...args], {
    cwd,
    env: { ...process.env, ...env },
    stdio: ["ignore", "pipe", "pipe"],
  });
  let stdout = "";
  let stderr = "";
  const watchers = new Set<() => void>();
  child.stdout.setEncoding("utf8").on("data", (text: string) => {
    stdout += text;
  });
  child.stderr.setEncoding("utf8").on("data", (text: string) => {
    stderr += text;
    for (const watch of watchers) watch();
  });
  const finished = new Promise<CurateResult>((resolve) => {
    child.once("close", (code) => {
      resolve({ code, stdout, stderr });
      for (const watch of watchers) watch();
    });
  });
  const saw = (pattern: RegExp): Promise<void> =>
    new Promise((resolve, reject) => {
      const watch = (): void => {
        if (pattern.test(stderr)) resolve();
        else if (child.exitCode !== null || child.signalCode !== null)
          reject(new Error(`ended before ${pattern}:\n${stderr}`));
        else return;
        watchers.delete(watch);
      };
      watchers.add(watch);
      watch();
    });
  return { child, saw, finished };
}

export function runCurate(
  args: readonly string[],
  cwd: string,
  env?: Record<string, string>,
): Promise<CurateResult> {
  return startCurate(args, cwd, env).finished;
}
