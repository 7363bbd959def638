import { type ChildProcess, spawn } from "node:child_process";
import { endedWithin } from "../../pipeline/queue/ended-within.ts";

const keptErrorChars = 200_000;

/** A command of ours, in a process of its own. */
export interface Program {
  child: ChildProcess;
  /** Resolves to the exit code, null when it was killed. */
  ended: Promise<number | null>;
  /** Standard error so far. */
  errors(): string;
  kill(signal?: NodeJS.Signals): void;
}

/** Starts a script with our Node. */
export function startProgram(args: readonly string[], env: Record<string, string> = {}): Program {
  const child = spawn(process.execPath, args, {
    stdio: ["ignore", "ignore", "pipe"],
    env: { ...process.env, ...env },
  });
  let errors = "";
  child.stderr.setEncoding("utf8").on("data", (text: string) => {
    errors = (errors + text).slice(-keptErrorChars);
  });
  const ended = new Promise<number | null>((resolve) => child.once("close", (code) => resolve(code)));
  return { child, ended, errors: () => errors, kill: (signal = "SIGKILL") => void child.kill(signal) };
}

/** The exit code; null when it was killed, or did not end in time. */
export async function endWithin({ ended }: Program, limitMs: number): Promise<number | null> {
  return (await endedWithin(limitMs, ended)) ? ended : null;
}
