import { errorMessage } from "../../errors.ts";
import { findProgram } from "../../find-program.ts";
import { BubblewrapSandbox } from "../../site/sandbox/bubblewrap.ts";
import { siteLimits } from "../../site/sandbox/sandbox.ts";
import type { Finding } from "../finding.ts";
import type { Machine } from "../machine.ts";
import { findNamespaceLimits } from "../namespace-limits.ts";

const timeoutMs = 15_000;

/** Whether a sandbox as sites get it can be made: a command is really run in one. */
export async function checkSandbox(machine: Machine, signal: AbortSignal): Promise<Finding> {
  const base = { id: "sandbox", title: "sandbox" };
  const bwrapPath = await findProgram("bwrap", machine.searchPath);
  if (!bwrapPath)
    return { ...base, status: "missing", found: "needs bubblewrap", remedy: "Install bubblewrap first." };
  try {
    const startedAt = performance.now();
    const code = await runInBox(bwrapPath, signal);
    if (code === 0) {
      const durationMs = Math.round(performance.now() - startedAt);
      return { ...base, status: "ok", found: `a command ran in one, in ${durationMs} ms` };
    }
    return { ...base, ...(await broken(`its first command ended with ${code}`)) };
  } catch (error) {
    signal.throwIfAborted();
    return { ...base, ...(await broken(errorMessage(error))) };
  }
}

async function runInBox(bwrapPath: string, signal: AbortSignal): Promise<number | null> {
  await using sandbox = new BubblewrapSandbox({ bwrapPath });
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
