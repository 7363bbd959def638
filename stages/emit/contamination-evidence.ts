import type { ContaminationFinding } from "../../pipeline/contracts/generated/candidate.ts";
import { readRecords } from "../../pipeline/run/json-lines.ts";
import { RunPaths } from "../../pipeline/run/run-paths.ts";

/** What the run holds of comparing its instructions with test sets. */
export interface ContaminationEvidence {
  /** Candidates that became of an instruction or did not. */
  candidates: number;
  /** Those dropped as too close to a test instruction. */
  dropped: number;
  /** The closest pairs among them, the worst first; each candidate with its worst finding. */
  closest: (ContaminationFinding & { candidate: string })[];
}

/** Pairs kept as evidence. */
const mostShown = 10;

/** Reads `candidates.jsonl`; a run without one has no evidence. */
export async function readContaminationEvidence(runDir: string): Promise<ContaminationEvidence> {
  const evidence: ContaminationEvidence = { candidates: 0, dropped: 0, closest: [] };
  for await (const { id, evidence: found } of readRecords(new RunPaths(runDir).candidates, "candidate")) {
    evidence.candidates++;
    const [worst] = found?.contamination ?? [];
    if (worst === undefined) continue;
    evidence.dropped++;
    evidence.closest.push({ ...worst, candidate: id });
    evidence.closest.sort(byCloseness).splice(mostShown);
  }
  return evidence;
}

function byCloseness(
  a: ContaminationEvidence["closest"][number],
  b: ContaminationEvidence["closest"][number],
): number {
  return b.score - a.score || (a.candidate < b.candidate ? -1 : 1);
}
