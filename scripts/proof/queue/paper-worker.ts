import { parseArgs } from "node:util";
import { workerCommand } from "../../../pipeline/cli/commands/worker.ts";
import { exitCodeOf } from "../../../pipeline/cli/exit-code.ts";
import { listenForStop } from "../../../pipeline/cli/stop-signal.ts";
import { errorMessage } from "../../../pipeline/errors.ts";
import { createTerminalReporter } from "../../../pipeline/progress/terminal-reporter.ts";
import { paperBrowser, paperSites } from "../kill-nine/paper-machinery.ts";

/** `curate worker` on sites of paper: the same command, without sandbox and browser. */
const { values } = parseArgs({
  options: {
    queue: { type: "string" },
    run: { type: "string" },
    store: { type: "string" },
    concurrency: { type: "string", default: "2" },
  },
});
using report = createTerminalReporter({ stream: process.stderr, now: () => performance.now() });
using stop = listenForStop((message) => report({ kind: "notice", message }));
try {
  const { queue, run, store, concurrency } = values;
  process.exitCode = await workerCommand(
    {
      concurrency: Number(concurrency),
      ...(queue !== undefined && { queue }),
      ...(run !== undefined && { run }),
      ...(store !== undefined && { store }),
    },
    {
      cwd: process.cwd(),
      env: process.env,
      cores: 2,
      print: () => undefined,
      report,
      signal: stop.signal,
      now: () => new Date(),
    },
    (_settings, _context, work) => work(async () => ({ siteHost: paperSites, browser: paperBrowser })),
  );
} catch (error) {
  process.stderr.write(`curate: ${errorMessage(error)}\n`);
  process.exitCode = exitCodeOf(error);
}
