import { readRecords } from "../run/json-lines.ts";
import { RunPaths } from "../run/run-paths.ts";
import { verifiedBy } from "./gui-replays.ts";
import { gradingNames } from "./read-gradings.ts";

/** What the replays of one grading say of the run's GUI scores. */
export interface ReplaysSummary {
  grading: string;
  verified: number;
  notVerified: number;
  /** The machine failed, or there was nothing to do again. */
  tellNothing: number;
}

/** The GUI tests that were done again without a model, by grading. */
export async function summarizeReplays(runDir: string): Promise<ReplaysSummary[]> {
  const paths = new RunPaths(runDir);
  const summaries: ReplaysSummary[] = [];
  for (const grading of await gradingNames(paths)) {
    const replays = await Array.fromAsync(readRecords(paths.guiReplays(grading), "gui-replay"));
    const count = (verdict: boolean | null): number =>
      replays.filter((replay) => verifiedBy(replay) === verdict).length;
    if (replays.length > 0)
      summaries.push({
        grading,
        verified: count(true),
        notVerified: count(false),
        tellNothing: count(null),
      });
  }
  return summaries;
}
