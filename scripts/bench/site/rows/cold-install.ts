import { rm } from "node:fs/promises";
import { join } from "node:path";
import type { SiteHost } from "../../../../pipeline/site/site-slot.ts";
import { type Finding, seconds } from "../../finding.ts";
import { median, type PairedTiming, ratioOf, timePairs } from "../../paired-timing.ts";
import type { BenchGround } from "../bench-ground.ts";
import type { BenchRow } from "../bench-row.ts";
import { noFixedWaits } from "../published-cycle.ts";
import { shopSite } from "../shop-site.ts";

const never = new AbortController().signal;
const allowedSlowdown = 1.15;

/** A dependency set that was never seen, once with empty caches of the registry's answers and once with full ones. */
export const coldInstall: BenchRow = {
  name: "cold-install",
  title: "A new dependency set, against plain npm install",
  async run(ground, { pairs }) {
    const fresh = await timePairs(pairs, {
      reference: async () => {
        const cycle = await ground.openCycle(noFixedWaits, await ground.newFolder());
        await cycle.writeFiles(shopSite("Shop"));
        return () => cycle.install();
      },
      ours: async () => {
        const host = await ground.openHost({ slots: 1, cacheDir: await ground.newFolder() });
        return () => install(host);
      },
    });
    return [
      finding("both sides with empty caches", fresh),
      finding("both sides with the registry's answers cached", await timeWarm(ground, pairs)),
    ];
  },
};

async function timeWarm(ground: BenchGround, pairs: number): Promise<PairedTiming> {
  const npmCache = await ground.newFolder();
  const cacheDir = await ground.newFolder();
  const reference = async () => {
    const cycle = await ground.openCycle(noFixedWaits, npmCache);
    await cycle.writeFiles(shopSite("Shop"));
    return () => cycle.install();
  };
  const ours = async () => {
    await rm(join(cacheDir, "dependencies"), { recursive: true, force: true });
    const host = await ground.openHost({ slots: 1, cacheDir });
    return () => install(host);
  };
  await (await reference())();
  await (await ours())();
  return timePairs(pairs, { reference, ours });
}

/** Without a start script nothing but the installation is done. */
async function install(host: SiteHost): Promise<void> {
  await using slot = host.openSlot();
  const files = new Map(shopSite("Shop"));
  const manifest: Record<string, unknown> = JSON.parse(
    Buffer.from(files.get("package.json") ?? "{}").toString(),
  );
  const text = JSON.stringify({ ...manifest, scripts: {} });
  const served = await slot.serve(new Map([["package.json", Buffer.from(text)]]), never);
  if (served.install.status !== "ok" || served.install.cached)
    throw new Error(`nothing was installed: ${JSON.stringify(served.install)}`);
}

function finding(what: string, timing: PairedTiming): Finding {
  const { median: faster, least, most } = ratioOf(timing);
  const [slowdown, best, worst] = [1 / faster, 1 / most, 1 / least];
  const times = `${seconds(median(timing.referenceMs))} to ${seconds(median(timing.oursMs))}`;
  return {
    what,
    measured: `${slowdown.toFixed(2)} of npm's time (${best.toFixed(2)} to ${worst.toFixed(2)}), ${times}`,
    demanded: `at most ${allowedSlowdown}`,
    reached: slowdown <= allowedSlowdown,
  };
}
