import { createInterface } from "node:readline/promises";
import { StopError, UserError } from "../errors.ts";

/** Asks the person at the terminal. Throws UserError where there is none, and StopError on any answer but yes. */
export async function confirm(question: string, signal: AbortSignal): Promise<void> {
  if (!process.stdin.isTTY)
    throw new UserError(`${question} Nobody is here to ask: add --yes to do it, or --dry-run to only look.`);
  const terminal = createInterface({ input: process.stdin, output: process.stderr });
  try {
    const answer = await terminal.question(`${question} [y/N] `, { signal });
    if (!/^y(?:es)?$/i.test(answer.trim())) throw new StopError("Nothing was done.");
  } finally {
    terminal.close();
  }
}
