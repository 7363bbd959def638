import { readFileSync } from "node:fs";
import { type ProcessBelow, processesBelow } from "../../scripts/proof/sites/processes-below.ts";

/** Browser processes below this one, without their helpers' helpers. */
export function chromiumProcesses(): (ProcessBelow & { uid: number })[] {
  return processesBelow(process.pid)
    .filter(({ words }) => /chrom/.test(words[0] ?? ""))
    .flatMap((each) => {
      try {
        const status = readFileSync(`/proc/${each.pid}/status`, "utf8");
        return [{ ...each, uid: Number(/^Uid:\s+(\d+)/m.exec(status)?.[1]) }];
      } catch {
        // it ended while we looked
        return [];
      }
    });
}
