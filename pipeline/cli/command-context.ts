import type { Report } from "../progress/progress-event.ts";
import type { ConfigChoice } from "./locate-config.ts";

/** Options that every command takes. */
export interface CommonOptions extends ConfigChoice {
  json?: boolean;
  limit?: number;
}

/** The world a command runs in. Only main.ts makes one from the real process. */
export interface CommandContext {
  cwd: string;
  env: Readonly<Record<string, string | undefined>>;
  cores: number;
  /** For results. */
  print(text: string): void;
  /** For what happens on the way. */
  report: Report;
  signal: AbortSignal;
  now(): Date;
}

/** Prints a command's result: as JSON for programs, else as the given text. */
export function printResult(
  context: CommandContext,
  options: Pick<CommonOptions, "json">,
  result: unknown,
  text: string,
): void {
  context.print(options.json === true ? JSON.stringify(result, null, 2) : text);
}
