import { checkContract } from "../contracts/validators.ts";
import { BugError } from "../errors.ts";
import { digestOfLines } from "./event-store.ts";
import { foldTrajectory } from "./fold-trajectory.ts";
import { type Enveloped, scanJournal } from "./journal-line.ts";
import { readOrEmpty } from "./read-or-empty.ts";
import { storeFiles } from "./run-paths.ts";
import type { Trajectory, TrajectoryEvent } from "./trajectory.ts";

/** A trajectory's journal read alone: what its blobs hold, and whether they are there, is not looked at. */
export interface JournalReading {
  /** The longest valid prefix. */
  events: Enveloped<TrajectoryEvent>[];
  /** What these add up to; null when the journal has no valid first line. */
  trajectory: Trajectory | null;
  /** Why the prefix ends before the file does; null when all of it is valid. */
  damage: string | null;
  /** Of the prefix. */
  digest: string;
}

/**
 * Reads a journal as far as it is valid. Lines of calls, which are most of them, are not held against their schema: their
 * checksum says that this project wrote them.
 */
export async function readJournal(dir: string): Promise<JournalReading> {
  const events: Enveloped<TrajectoryEvent>[] = [];
  const scan = scanJournal(await readOrEmpty(storeFiles(dir).journal), (event, envelope) => {
    const isCall = String(event.event).startsWith("call-");
    const checked = isCall ? null : checkContract("trajectory-event", event);
    if (checked?.ok === false) return checked.problems.join("; ");
    const value: unknown = event;
    events.push({ ...(value as TrajectoryEvent), ...envelope });
    return null;
  });
  const { trajectory, problem } = foldOrSay(events);
  return {
    events,
    trajectory,
    damage: scan.damage ?? problem,
    digest: digestOfLines(scan.lines, scan.lastSum),
  };
}

/** Checksums do not tell whether the steps follow each other: another writer may have left them otherwise. */
function foldOrSay(events: readonly Enveloped<TrajectoryEvent>[]): {
  trajectory: Trajectory | null;
  problem: string | null;
} {
  try {
    return { trajectory: foldTrajectory(events), problem: null };
  } catch (error) {
    if (!(error instanceof BugError)) throw error;
    return { trajectory: null, problem: error.message };
  }
}
