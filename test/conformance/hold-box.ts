// Starts a box that sleeps for SECONDS in two ways and waits, to be killed from outside.
// usage: node hold-box.ts SANDBOX BWRAP SECONDS
import { siteLimits } from "../../pipeline/site/sandbox/sandbox.ts";
import { sandboxCalled } from "./sandbox-called.ts";

const [name = "", bwrapPath = "", seconds = ""] = process.argv.slice(2);
const sandbox = sandboxCalled(name, bwrapPath);
const box = await sandbox.start({
  command: ["bash", "-c", `setsid -f sleep ${seconds}; sleep ${seconds}`],
  cwd: "/tmp",
  env: { PATH: "/usr/bin:/bin" },
  mounts: [],
  slot: 0,
  limits: siteLimits,
  onOutput: () => undefined,
});
await box.exited;
