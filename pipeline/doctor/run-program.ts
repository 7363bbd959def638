import { execFile } from "node:child_process";

/** How a program ended. `code` is null when it could not be started, was killed or took too long. */
export interface ProgramResult {
  code: number | null;
  stdout: string;
  stderr: string;
}

/** Runs a program to its end and keeps what it wrote. Never throws for what the program did. */
export function runProgram(
  path: string,
  args: readonly string[],
  options: {
    env: Readonly<Record<string, string | undefined>>;
    /** limit in milliseconds (default 10 s) */
    timeoutMs?: number;
    signal: AbortSignal;
  },
): Promise<ProgramResult> {
  const { env, signal, timeoutMs = 10_000 } = options;
  return new Promise((resolve) => {
    const limits = { timeout: timeoutMs, killSignal: "SIGKILL", maxBuffer: 2 ** 24 } as const;
    execFile(path, args, { env, signal, ...limits }, (error, stdout, stderr) => {
      const code = error === null ? 0 : typeof error.code === "number" ? error.code : null;
      resolve({ code, stdout, stderr: stderr || (error?.message ?? "") });
    });
  });
}
