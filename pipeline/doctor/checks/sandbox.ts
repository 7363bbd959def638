import { errorMessage, UserError } from "../../errors.ts";
import { describeWeaknesses } from "../../site/sandbox/describe-weaknesses.ts";
import { openSandbox } from "../../site/sandbox/open-sandbox.ts";
import { type Sandbox, siteLimits } from "../../site/sandbox/sandbox.ts";
import type { Finding } from "../finding.ts";
import type { Machine } from "../machine.ts";
import { findNamespaceLimits } from "../namespace-limits.ts";

const timeoutMs = 15_000;

/** Which sandbox sites get, whether it can be made, by really running a command in one, and what it does not promise. */
export async function checkSandbox(machine: Machine, signal: AbortSignal): Promise<Finding> {
  const base = { id: "sandbox", title: "sandbox" };
  try {
    await using sandbox = await openSandbox({ ...machine, name: machine.sandbox });
    const startedAt = performance.now();
    const code = await runInBox(sandbox, signal);
    if (code !== 0) return { ...base, ...(await broken(`its first command ended with ${code}`)) };
    const found = `${sandbox.name}: a command ran in one, in ${Math.round(performance.now() - startedAt)} ms`;
    const weaknesses = describeWeaknesses(sandbox);
    return weaknesses === null
      ? { ...base, status: "ok", found }
      : {
          ...{ ...base, status: "warning", found: `${found}. ${weaknesses}` },
          remedy: "Use bubblewrap on Linux for runs that matter; docs/sandbox.md compares them.",
        };
  } catch (error) {
    signal.throwIfAborted();
    if (error instanceof UserError) {
      const remedy = "Get what it needs, or choose another in docs/sandbox.md knowing what that risks.";
      return { ...base, status: "missing", found: error.message, remedy };
    }
    return { ...base, ...(await broken(errorMessage(error))) };
  }
}

async function runInBox(sandbox: Sandbox, signal: AbortSignal): Promise<number | null> {
  const box = await sandbox.start({
    command: ["true"],
    cwd: "/",
    env: { PATH: "/usr/bin:/bin" },
    mounts: [],
    slot: 0,
    limits: { ...siteLimits, wallMs: timeoutMs },
    onOutput: () => undefined,
    signal,
  });
  return (await box.exited).code;
}

async function broken(found: string): Promise<Pick<Finding, "status" | "found" | "remedy">> {
  const limits = await findNamespaceLimits();
  return {
    status: "broken",
    found: [found, ...limits.map((limit) => limit.found)].join("; "),
    remedy:
      limits.map(({ remedy }) => remedy).join(" ") ||
      "Run as an ordinary user or as full root, and see the findings on bubblewrap and user namespaces.",
  };
}
