import { availableParallelism } from "node:os";
import type { SiteHost } from "../../../../pipeline/site/site-slot.ts";
import type { BenchGround } from "../bench-ground.ts";
import type { BenchRow } from "../bench-row.ts";
import { lookAt } from "../look-at.ts";
import { shopSite } from "../shop-site.ts";

/** Trajectories per slot and pair asked for: enough that the ragged end does not decide. */
const trajectoriesPerSlot = 2;
const demandedPerMinute = 20;

/** Whole steps, start to screenshot, as many at once as there are slots. */
export const throughput: BenchRow = {
  name: "throughput",
  title: "Code steps a minute over the number of slots",
  async run(ground, { pairs, note }) {
    const cores = availableParallelism();
    const counts = Array.from({ length: 2 * cores }, (_, index) => index + 1);
    const rates: { slots: number; fresh: number; mixed: number }[] = [];
    for (const slots of counts) {
      const host = await ground.openHost({ slots });
      await runSteps(host, ground, { slots: 1, trajectories: 1, edits: 0 });
      const trajectories = slots * Math.max(trajectoriesPerSlot, Math.ceil(pairs / slots));
      const fresh = await runSteps(host, ground, { slots, trajectories, edits: 0 });
      const mixed = await runSteps(host, ground, { slots, trajectories, edits: 2 });
      await host[Symbol.asyncDispose]();
      rates.push({ slots, fresh, mixed });
      note(
        `${slots} slots: ${fresh.toFixed(0)} new starts, or ${mixed.toFixed(0)} steps of which a third are new starts`,
      );
    }
    const best = rates.reduce((a, b) => (b.fresh > a.fresh ? b : a));
    return [
      {
        what: `new starts a minute, best at ${best.slots} slots on ${cores} cores`,
        measured: best.fresh.toFixed(0),
        demanded: `at least ${demandedPerMinute}`,
        reached: best.fresh >= demandedPerMinute,
      },
    ];
  },
};

/** Steps a minute. Every trajectory starts anew and then changes a file so often. */
async function runSteps(
  host: SiteHost,
  ground: BenchGround,
  { slots, trajectories, edits }: { slots: number; trajectories: number; edits: number },
): Promise<number> {
  let begun = 0;
  const work = async (): Promise<void> => {
    while (begun++ < trajectories) {
      await using slot = host.openSlot();
      for (let step = 0; step <= edits; step++) await lookAt(slot, shopSite(`Step ${step}`), ground);
    }
  };
  const startedAt = performance.now();
  await Promise.all(Array.from({ length: slots }, work));
  return (60_000 * trajectories * (edits + 1)) / (performance.now() - startedAt);
}
