import { CurateError } from "../errors.ts";

/** What the process says to its caller. */
export const exitCode = {
  done: 0,
  /** some items failed; they were named */
  itemsFailed: 1,
  /** the user must fix something; it was named */
  userError: 2,
  /** stopped by budget or signal; the same command goes on */
  stopped: 3,
} as const;

export type ExitCode = (typeof exitCode)[keyof typeof exitCode];

/** Exit code for an error that ended a command. */
export function exitCodeOf(error: unknown): ExitCode {
  if (!(error instanceof CurateError)) return exitCode.itemsFailed;
  switch (error.kind) {
    case "user":
      return exitCode.userError;
    case "stop":
    case "park":
      return exitCode.stopped;
    case "infrastructure":
    case "taken-over":
    case "item":
    case "bug":
      return exitCode.itemsFailed;
  }
}
