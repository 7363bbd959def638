import { findProgram } from "../../find-program.ts";
import type { Finding } from "../finding.ts";
import type { Machine } from "../machine.ts";
import { runProgram } from "../run-program.ts";
import { installRemedy } from "../system-packages.ts";

/** The program that confines generated code. */
export async function checkBubblewrap(machine: Machine, signal: AbortSignal): Promise<Finding> {
  const base = { id: "bubblewrap", title: "bubblewrap" };
  const remedy = installRemedy(machine, ["bubblewrap"]);
  const path = await findProgram("bwrap", machine.searchPath);
  if (path === null) return { ...base, status: "missing", found: "no bwrap on the PATH", remedy };
  const { code, stdout, stderr } = await runProgram(path, ["--version"], { env: machine.env, signal });
  const version = /\d+(\.\d+)+/.exec(stdout)?.[0];
  return code === 0 && version
    ? { ...base, status: "ok", version, found: path }
    : { ...base, status: "broken", found: `${path} does not start: ${stderr.trim()}`, remedy };
}
