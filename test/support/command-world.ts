import type { CommandContext } from "../../pipeline/cli/command-context.ts";

/** A world for a command in the test's own process: it has no environment, and what is printed is kept. */
export function commandWorld(cwd: string): CommandContext & { printed: string[] } {
  const printed: string[] = [];
  return {
    cwd,
    printed,
    env: {},
    cores: 2,
    print: (text) => void printed.push(text),
    report: () => undefined,
    signal: new AbortController().signal,
    now: () => new Date("2026-01-01T00:00:00Z"),
  };
}
