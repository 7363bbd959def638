import { errorMessage } from "../../../../pipeline/errors.ts";
import { canaryKey } from "../drive.ts";
import { lostAcknowledgements } from "./acknowledged.ts";
import type { Evidence } from "./evidence.ts";
import { fsckFindings } from "./fsck-findings.ts";
import { leftOver } from "./left-over.ts";
import { impureDatasets } from "./pure-datasets.ts";
import { recordedOnce } from "./recorded-once.ts";
import { differingTrees } from "./same-trees.ts";
import { unfoundedScores } from "./scores.ts";
import { secretPlaces } from "./secrets.ts";
import { spendDifferences } from "./spend.ts";

/** What must hold after any faults whatever, each with what breaks it. */
const invariants: readonly [name: string, check: (evidence: Evidence) => string[] | Promise<string[]>][] = [
  ["every acknowledged step is there and verifies", lostAcknowledgements],
  ["each planned trajectory is recorded once", recordedOnce],
  ["the ledger says what the server saw", spendDifferences],
  ["no score but a measured one", unfoundedScores],
  ["the same trajectories as undisturbed", differingTrees],
  ["fsck finds nothing", fsckFindings],
  ["datasets are a function of the journals", impureDatasets],
  ["nothing is left behind", ({ paths }) => leftOver(paths.dir)],
  ["no secret in any artefact", (evidence) => secretPlaces(evidence, canaryKey)],
];

/**
 * Checks every invariant. Returns the violations, each with the invariant that it breaks; empty when all hold.
 * `datasets`: emit them, which takes longer than all the rest. Default: true.
 */
export async function checkInvariants(
  evidence: Evidence,
  { datasets = true }: { datasets?: boolean } = {},
): Promise<string[]> {
  const violations: string[] = [];
  for (const [name, check] of invariants) {
    if (check === impureDatasets && !datasets) continue;
    try {
      for (const problem of await check(evidence)) violations.push(`${name}: ${problem}`);
    } catch (error) {
      // a folder that a check cannot even read breaks its invariant
      violations.push(`${name}: ${errorMessage(error)}`);
    }
  }
  return violations;
}
