import { findProgram } from "../../find-program.ts";
import type { Finding } from "../finding.ts";
import type { Machine } from "../machine.ts";
import { installRemedy } from "../system-packages.ts";

/** Programs that set limits and give up rights inside a sandbox. */
const programs = ["prlimit", "setpriv"];

export async function checkProcessTools(machine: Machine): Promise<Finding> {
  const base = { id: "process-tools", title: "prlimit and setpriv" };
  const paths = await Promise.all(programs.map((name) => findProgram(name, machine.searchPath)));
  const missing = programs.filter((_, index) => paths[index] === null);
  if (missing.length === 0) return { ...base, status: "ok", found: paths.join(", ") };
  return {
    ...base,
    status: "missing",
    found: `no ${missing.join(" and no ")} on the PATH`,
    remedy: installRemedy(machine, ["process-tools"]),
  };
}
