// Starts a box that runs `sleep SECONDS` and waits, to be killed from outside.
// usage: node hold-box.ts BWRAP SECONDS
import { BubblewrapSandbox } from "../../pipeline/site/sandbox/bubblewrap.ts";
import { siteLimits } from "../../pipeline/site/sandbox/sandbox.ts";

const [bwrapPath = "", seconds = ""] = process.argv.slice(2);
const sandbox = new BubblewrapSandbox({ bwrapPath });
const box = await sandbox.start({
  command: ["sleep", seconds],
  cwd: "/tmp",
  env: { PATH: "/usr/bin:/bin" },
  mounts: [],
  slot: 0,
  limits: siteLimits,
  onOutput: () => undefined,
});
await box.exited;
