import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { printFindings } from "./print-findings.ts";
import { proveSites } from "./sites/prove.ts";

/**
 * Kills and stops the browser, its pages, the sites' dev servers and the recorder in runs with real sites, and prints
 * whether anything was lost, scored that was not measured, or left running:
 * `node scripts/proof/sites.ts [--seconds 180] [--instructions 4] [--seed 1]`. Exit code 1 when something was.
 */
const { values } = parseArgs({
  options: {
    seconds: { type: "string", default: "180" },
    instructions: { type: "string", default: "4" },
    seed: { type: "string", default: "1" },
  },
});
const dir = await mkdtemp(join(tmpdir(), "curate-sites-proof-"));
try {
  const { trajectories, faults, processes, violations } = await proveSites({
    dir,
    cacheDir: join(import.meta.dirname, "..", "..", "data", "cache"),
    instructions: Number(values.instructions),
    seconds: Number(values.seconds),
    seed: Number(values.seed),
    onEvent: (what) => console.log(what),
  });
  printFindings(
    `${trajectories} trajectories on real sites, recorded undisturbed, with a browser and with sites that fail`,
    [...[...faults].sort(), ["processes seen, none left", processes]],
    violations,
  );
} finally {
  await rm(dir, { recursive: true, force: true });
}
