import { ratioFinding } from "../../finding.ts";
import { timePairs } from "../../paired-timing.ts";
import type { BenchRow } from "../bench-row.ts";
import { lookAt } from "../look-at.ts";
import { publishedFixedWaits } from "../published-cycle.ts";
import { shopSite } from "../shop-site.ts";

/** The first step of a trajectory: nothing runs yet, and the packages were installed for an earlier one. */
export const codeStep: BenchRow = {
  name: "code-step",
  title: "A code step whose dependency set was seen before",
  async run(ground, { pairs }) {
    const host = await ground.openHost({ slots: 1 });
    await (await ground.openCycle(publishedFixedWaits)).codeStep(shopSite("Warm-up"));
    await using warmUp = host.openSlot();
    await lookAt(warmUp, shopSite("Warm-up"), ground);
    await warmUp[Symbol.asyncDispose]();
    const timing = await timePairs(pairs, {
      reference: async () => {
        const cycle = await ground.openCycle(publishedFixedWaits);
        return async () => void (await cycle.codeStep(shopSite("Shop")));
      },
      ours: async () => async () => {
        await using slot = host.openSlot();
        await lookAt(slot, shopSite("Shop"), ground);
      },
    });
    return [ratioFinding("new trajectory, packages in both caches", timing, 6)];
  },
};
