import { $, question } from "zx";
import { curateProgram } from "./curate-program.ts";

/** Runs `curate` with the person's terminal. Returns its exit code. */
export async function runCurate(...args: string[]): Promise<number> {
  console.log(`\n> curate ${args.join(" ")}`);
  const { exitCode } = await $({
    stdio: "inherit",
    nothrow: true,
  })`${process.execPath} ${curateProgram} ${args}`;
  return exitCode ?? 1;
}

/** Asks before a step that costs something or that others see. `--yes` answers for the person. */
export async function isConfirmed(step: string, yes: boolean): Promise<boolean> {
  if (yes) return true;
  if (!process.stdin.isTTY) {
    console.error(`${step} Nobody is here to ask: add --yes.`);
    return false;
  }
  return /^y(?:es)?$/i.test(await question(`${step} [y/N] `));
}
