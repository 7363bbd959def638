import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { proveKills } from "./kill-nine/prove.ts";
import { printFindings } from "./print-findings.ts";

/**
 * Kills a recording process with SIGKILL at random instants and prints whether anything was lost, paid twice or left
 * behind: `node scripts/proof/kill-nine.ts [--kills 100] [--seed 1]`. Exit code 1 when something was.
 */
const { values } = parseArgs({
  options: { kills: { type: "string", default: "100" }, seed: { type: "string", default: "1" } },
});
const dir = await mkdtemp(join(tmpdir(), "curate-kill-nine-"));
try {
  const { violations, ...counts } = await proveKills({
    dir,
    kills: Number(values.kills),
    seed: Number(values.seed),
    onKill: ({ kills, inFlight, journaled }) => {
      if (kills % 10 === 0)
        console.log(`kill ${kills}: ${inFlight} calls in flight, ${journaled} answers durable`);
    },
  });
  printFindings(
    `${counts.kills} kills (${counts.killsWhileOpening} while the run was being opened), ${counts.trajectories} trajectories of ${counts.instructions} instructions, all sealed`,
    [
      ["requests the server saw", counts.requests],
      ["calls answered, each once", counts.calls],
      [
        "in flight at a kill",
        `${counts.inFlight}, at most ${counts.mostInFlight} at once; ${counts.answeredInFlight} of them had been answered, but not taken down`,
      ],
      ["requests repeated", counts.repeated],
      ["ledger: abandoned calls", counts.abandoned],
    ],
    violations,
  );
} finally {
  await rm(dir, { recursive: true, force: true });
}
