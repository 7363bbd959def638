// Stands above a box that no namespace holds together: runs its command, and ends the whole of it with the command or
// with us. Descriptor 0 brings the order as a line of JSON, and its maker then holds it open for life; 1, 2 and 3 are
// the command's.
import { spawn } from "node:child_process";
import { constants } from "node:os";
import { createInterface } from "node:readline";
import { endTree } from "./box-tree.ts";

/** What the keeper is told. */
export interface KeeperOrder {
  /** program and arguments */
  command: readonly string[];
  cwd: string;
  /** the whole environment of the command */
  env: Readonly<Record<string, string>>;
  /** text in that environment by which the box's processes are known */
  mark: string;
}

function run({ command, cwd, env, mark }: KeeperOrder): void {
  const [program = "", ...args] = command;
  const end = async (code: number): Promise<void> => {
    await endTree({ root: process.pid, mark });
    process.exit(code);
  };
  const child = spawn(program, args, { cwd, env, stdio: ["ignore", 1, 2, 3], detached: true });
  child.on("error", (error) => {
    console.error(error.message);
    void end(127);
  });
  child.on("exit", (code, signal) => void end(code ?? 128 + (signal ? constants.signals[signal] : 0)));
  process.stdin.on("end", () => void end(1));
}

createInterface({ input: process.stdin }).once("line", (line) => run(JSON.parse(line)));
