import { BubblewrapSandbox } from "../../pipeline/site/sandbox/bubblewrap.ts";
import { HostSandbox } from "../../pipeline/site/sandbox/host-sandbox.ts";
import { unconfinedWeaknesses } from "../../pipeline/site/sandbox/open-sandbox.ts";
import type { Sandbox } from "../../pipeline/site/sandbox/sandbox.ts";

/** A sandbox that can run on Linux, by the name it has in the configuration. */
export function sandboxCalled(name: string, bwrapPath: string): Sandbox {
  return name === "bubblewrap"
    ? new BubblewrapSandbox({ bwrapPath })
    : new HostSandbox({ name: "none", weaknesses: unconfinedWeaknesses, confine: () => [] });
}
