import { rm } from "node:fs/promises";
import { availableParallelism } from "node:os";
import { join } from "node:path";
import { parseArgs } from "node:util";
import PQueue from "p-queue";
import { listenForStop } from "../../pipeline/cli/stop-signal.ts";
import { fastFolder } from "./fast-folder.ts";
import { CalmTwins } from "./soak/calm-twins.ts";
import { type SeedFindings, soakSeed } from "./soak/soak-seed.ts";
import { soakTable } from "./soak/soak-table.ts";

/**
 * Drives runs through seeded fault schedules and checks every invariant of each:
 * `node scripts/proof/soak.ts [--seeds 50] [--from 1] [--minutes 60] [--jobs N] [--seed N] [--dir DIR]`.
 * Runs that break one are kept below DIR (default: a temporary folder in memory). Exit code 1 when there are any.
 */
const { values } = parseArgs({
  options: {
    seeds: { type: "string", default: "50" },
    from: { type: "string", default: "1" },
    minutes: { type: "string", default: "60" },
    /** runs at once: much of their time is waiting */
    jobs: { type: "string", default: String(availableParallelism() + 1) },
    /** this one alone */
    seed: { type: "string" },
    dir: { type: "string" },
  },
});
const from = Number(values.seed ?? values.from);
const seeds = Array.from(
  { length: values.seed === undefined ? Number(values.seeds) : 1 },
  (_, at) => from + at,
);
const started = performance.now();
const minutesNow = (): number => (performance.now() - started) / 60_000;

const dir = values.dir ?? (await fastFolder("curate-soak-"));
const place = { dir, compiled: join(dir, "compiled"), twins: new CalmTwins(join(dir, "calm")) };
const findings: SeedFindings[] = [];
// what is under way is ended as it should be: it holds disks and processes
using stop = listenForStop((message) => console.log(message));
const queue = new PQueue({ concurrency: Number(values.jobs) });
for (const seed of seeds)
  void queue.add(async () => {
    if (stop.signal.aborted || minutesNow() > Number(values.minutes)) return;
    const found = await soakSeed(seed, place);
    findings.push(found);
    if (found.violations.length > 0) console.log(`seed ${seed}: ${found.violations.join("\n  ")}`);
    if (findings.length % 10 === 0)
      console.log(`${findings.length} of ${seeds.length} seeds, ${minutesNow().toFixed(1)} minutes`);
  });
await queue.onIdle();

console.log(`seeds ${seeds[0]} to ${seeds.at(-1)}\n\n${soakTable(findings, minutesNow())}`);
if (findings.length < seeds.length)
  console.log(`${seeds.length - findings.length} seeds were not begun: the time was over, or it was stopped`);
const isSound = findings.every(({ violations }) => violations.length === 0);
if (isSound && values.dir === undefined) await rm(dir, { recursive: true });
if (!isSound) process.exitCode = 1;
