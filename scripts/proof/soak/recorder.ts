import { writeSync } from "node:fs";
import { exitCode, exitCodeOf } from "../../../pipeline/cli/exit-code.ts";
import { listenForStop } from "../../../pipeline/cli/stop-signal.ts";
import { CurateError } from "../../../pipeline/errors.ts";
import { openRunReader } from "../../../pipeline/run/open-run-reader.ts";
import { recordOnPaper } from "../record-on-paper.ts";
import { installFaultyFiles } from "./faulty-files.ts";
import { faultyMachinery } from "./faulty-machinery.ts";
import { installJumpingClock } from "./jumping-clock.ts";
import { type LifeOrder, type LifeReport, orderVariable } from "./life-order.ts";
import { instructionsOf, soakRun } from "./paper-script.ts";
import { quickPatience, shortDeadlines } from "./quick-limits.ts";
import { tellLife } from "./tell-life.ts";

/** One life of a recorder, disturbed from within as it was ordered. Ends with the exit codes of `curate record`. */
async function live({
  dir,
  baseURL,
  apiKey,
  script,
  retryQuarantined,
  ...faults
}: LifeOrder): Promise<number> {
  const tell = (group: "file" | "clock" | "machinery") => (what: string) =>
    report({ kind: "fault", group, what });
  using _files = await installFaultyFiles(dir, faults.file, tell("file"));
  if (faults.clock !== null) {
    installJumpingClock(faults.clock);
    tell("clock")(`the clock jumps by ${faults.clock.byMs} ms`);
  }
  using stop = listenForStop(() => undefined);
  const { sealed, planned, failed, parked } = await recordOnPaper({
    ...soakRun,
    ...{ dir, baseURL, apiKey, samples: script.samples, signal: stop.signal, retryQuarantined },
    instructions: instructionsOf(script),
    concurrency: 2,
    endpoint: shortDeadlines,
    patience: quickPatience,
    openMachinery: faultyMachinery(faults.machinery, faults.poison, tell("machinery")),
    // one run in three has an index; what measures for it is slow to load
    ...(script.seed % 3 === 0 && {
      onSealed: async (id) => {
        const { indexSealed } = await import("../../../pipeline/index/index-sealed.ts");
        await indexSealed(await openRunReader(dir), id);
      },
    }),
    ...tellLife(report),
  });
  report({ kind: "ended", sealed, planned, failed: failed.map(({ reason }) => reason), parked });
  if (failed.length > 0) return exitCode.itemsFailed;
  return parked.length > 0 ? exitCode.stopped : exitCode.done;
}

/** In the pipe before it returns: a process that is killed right after has said it. */
function report(line: LifeReport): void {
  writeSync(1, `${JSON.stringify(line)}\n`);
}

const order: LifeOrder = JSON.parse(process.env[orderVariable] ?? "{}");
try {
  process.exitCode = await live(order);
} catch (error) {
  const { name, message, stack } = error instanceof Error ? error : new Error(String(error));
  report({ kind: "error", name, message: error instanceof CurateError ? message : (stack ?? message) });
  process.exitCode = exitCodeOf(error);
}
