import { InfrastructureError } from "../../../pipeline/errors.ts";
import type { RecordRunOptions } from "../../../stages/record/stage.ts";
import { paperBrowser, paperSites } from "../kill-nine/paper-machinery.ts";
import type { MachineryFault } from "./schedule.ts";

/** Sites and pages on paper, of which some break down as real ones do: each a failure of the machine, not of the site. */
export function faultyMachinery(
  fault: MachineryFault | null,
  /** the instruction whose pages end the process; null: none */
  poison: string | null,
  tell: (what: string) => void,
): RecordRunOptions["openMachinery"] {
  let asked = 0;
  const meet = (kind: MachineryFault["kind"]): void => {
    if (fault?.kind !== kind) return;
    asked++;
    if (asked < fault.at || asked >= fault.at + fault.times) return;
    tell(`${kind}, the ${asked}. time`);
    throw new InfrastructureError(`made to fail: ${kind}`);
  };
  return async ({ trajectoryId }) => ({
    siteHost: {
      ...paperSites,
      openSlot: () => {
        const slot = paperSites.openSlot();
        return {
          ...slot,
          serve: async (...args) => {
            meet("sandbox-broken");
            return await slot.serve(...args);
          },
          endReason: async () => {
            meet("server-gone");
            return await slot.endReason();
          },
        };
      },
    },
    browser: {
      ...paperBrowser,
      openPage: async (options) => {
        if (poison !== null && trajectoryId.startsWith(`${poison}.`)) process.kill(process.pid, "SIGKILL");
        meet("page-crash");
        return await paperBrowser.openPage(options);
      },
    },
  });
}
