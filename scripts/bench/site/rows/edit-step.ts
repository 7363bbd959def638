import { ratioFinding } from "../../finding.ts";
import { timePairs } from "../../paired-timing.ts";
import type { BenchRow } from "../bench-row.ts";
import { lookAt } from "../look-at.ts";
import { publishedFixedWaits } from "../published-cycle.ts";
import { shopSite } from "../shop-site.ts";

/** A later step that changes source files only. */
export const editStep: BenchRow = {
  name: "edit-step",
  title: "An edit-only step",
  async run(ground, { pairs }) {
    const host = await ground.openHost({ slots: 1 });
    const slot = host.openSlot();
    const cycle = await ground.openCycle(publishedFixedWaits);
    await cycle.codeStep(shopSite("First"));
    await lookAt(slot, shopSite("First"), ground);
    let edits = 0;
    const timing = await timePairs(pairs, {
      reference: async () => async () => void (await cycle.codeStep(shopSite(`Edit ${edits++}`))),
      ours: async () => async () => void (await lookAt(slot, shopSite(`Edit ${edits++}`), ground)),
    });
    return [ratioFinding("one file changed, in the folder of the step before", timing, 8)];
  },
};
