import { findProgram } from "../../find-program.ts";
import { becomeArguments } from "../../site/sandbox/bubblewrap-arguments.ts";
import { privateUser } from "../../site/sandbox/private-user.ts";
import type { Finding } from "../finding.ts";
import type { Machine } from "../machine.ts";
import { findNamespaceLimits } from "../namespace-limits.ts";
import { runProgram } from "../run-program.ts";

/** Whether an ordinary user may make a user namespace here. Root tries it as one, as its sandboxes do. */
export async function checkUserNamespaces(machine: Machine, signal: AbortSignal): Promise<Finding> {
  const base = { id: "user-namespaces", title: "user namespaces" };
  const { searchPath } = machine;
  const [bwrap, setpriv] = [await findProgram("bwrap", searchPath), await findProgram("setpriv", searchPath)];
  const owner = privateUser(0);
  if (!bwrap || (owner && !setpriv)) {
    const remedy = "Install bubblewrap, prlimit and setpriv first.";
    return { ...base, status: "warning", found: "cannot be tried without bubblewrap and setpriv", remedy };
  }
  const command = [
    ...(owner && setpriv ? becomeArguments(owner, setpriv) : []),
    ...[bwrap, "--unshare-user", "--cap-drop", "ALL", "--ro-bind", "/", "/", "--", "true"],
  ];
  const [program = "", ...args] = command;
  const { code, stderr } = await runProgram(program, args, { env: { PATH: searchPath }, signal });
  if (code === 0) return { ...base, status: "ok", found: "one was made" };
  const limits = await findNamespaceLimits();
  return {
    ...base,
    status: "broken",
    found: [stderr.trim() || "no message", ...limits.map(({ found }) => found)].join("; "),
    remedy:
      limits.map(({ remedy }) => remedy).join(" ") ||
      "This machine forbids user namespaces to ordinary users. Ask its administrator to allow them to bwrap.",
  };
}
