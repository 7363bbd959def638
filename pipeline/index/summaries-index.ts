import { setImmediate } from "node:timers/promises";
import { checkContract } from "../contracts/validators.ts";
import { writeFileAtomic } from "../run/atomic-file.ts";
import { linesOf, toJsonLines } from "../run/json-lines.ts";
import { readJournal } from "../run/read-journal.ts";
import { RunPaths } from "../run/run-paths.ts";
import type { RunReader } from "../run/run-reader.ts";
import {
  type JournalSummary,
  sealedSummary,
  summarizeJournal,
  type TrajectorySummary,
} from "./summarize-journal.ts";

/** What a trajectory's journal tells in short. */
export interface SummaryReading {
  /** null: nothing of the journal is valid. */
  summary: JournalSummary | null;
  /** Why the journal cannot be read to its end; null when it can. */
  damage: string | null;
}

export interface ReadSummariesOptions {
  run: RunReader;
  signal: AbortSignal;
  /** Keep what was newly read for the next time. Default: true. */
  keep?: boolean;
  onProgress?(done: number, of: number): void;
}

export interface RunSummaries {
  /** One for each trajectory that was begun, by id. */
  readings: Map<string, SummaryReading>;
  /** So many journals had to be read; the others were known. */
  newlyRead: number;
}

/** Trajectories after which whoever waits is let in between. */
const atOnce = 64;

/**
 * The trajectories of a run in short, from the index where a journal has not changed since, else from the journal. The
 * index holds what is sealed and whole; it is derived: with or without it, what is returned is the same.
 */
export async function readSummaries({
  run,
  signal,
  keep = true,
  onProgress,
}: ReadSummariesOptions): Promise<RunSummaries> {
  const { summaries: path } = new RunPaths(run.dir);
  const { known, lines } = await readIndex(path);
  const ids = await run.trajectoryIds();
  const readings = new Map<string, SummaryReading>();
  let newlyRead = 0;
  for (const [at, id] of ids.entries()) {
    const found = known.get(id);
    const state = found === undefined ? null : await run.journalState(id);
    if (found !== undefined && state?.digest === found.journalDigest)
      readings.set(id, { summary: found, damage: null });
    else {
      readings.set(id, await readSummary(run, id));
      newlyRead++;
    }
    if (at % atOnce > 0) continue;
    signal.throwIfAborted();
    onProgress?.(at, ids.length);
    await setImmediate();
  }
  onProgress?.(ids.length, ids.length);
  const index = indexLines(readings);
  const isWritten = lines === index.length && index.every(({ trajectoryId }) => known.has(trajectoryId));
  if (keep && (!isWritten || newlyRead > 0 || !isSameOrder(known, index)))
    await writeFileAtomic(path, toJsonLines(index));
  return { readings, newlyRead };
}

/** One trajectory in short, from its journal. */
export async function readSummary(run: RunReader, id: string): Promise<SummaryReading> {
  const reading = await readJournal(new RunPaths(run.dir).trajectory(id));
  return { summary: summarizeJournal(reading), damage: reading.damage };
}

/** Whether nothing can follow: a sealed journal never changes. */
export function isComplete({ summary, damage }: SummaryReading): boolean {
  return damage === null && summary !== null && summary.outcome !== null;
}

function indexLines(readings: ReadonlyMap<string, SummaryReading>): TrajectorySummary[] {
  return [...readings.values()].flatMap(({ summary, damage }) =>
    summary === null || damage !== null ? [] : (sealedSummary(summary) ?? []),
  );
}

/** The lines that the schema, which fixes their version, knows. What any other stood for is read again. */
async function readIndex(path: string): Promise<{ known: Map<string, TrajectorySummary>; lines: number }> {
  const known = new Map<string, TrajectorySummary>();
  let lines = 0;
  for await (const line of linesOf(path)) {
    lines++;
    const checked = checkContract("trajectory-summary", parseOrNull(line));
    if (checked.ok) known.set(checked.value.trajectoryId, checked.value);
  }
  return { known, lines };
}

/** Recording adds lines in the order in which trajectories end; the index is kept by id. */
function isSameOrder(
  known: ReadonlyMap<string, TrajectorySummary>,
  index: readonly TrajectorySummary[],
): boolean {
  return known.keys().every((id, at) => index[at]?.trajectoryId === id);
}

function parseOrNull(line: string): unknown {
  try {
    return JSON.parse(line);
  } catch {
    // a damaged line of a derived file: the schema check leaves it out
    return null;
  }
}
