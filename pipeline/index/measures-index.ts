import { checkContract } from "../contracts/validators.ts";
import { writeFileAtomic } from "../run/atomic-file.ts";
import { linesOf, toJsonLines } from "../run/json-lines.ts";
import { RunPaths } from "../run/run-paths.ts";
import type { RunReader } from "../run/run-reader.ts";
import { measureTrajectory, type TrajectoryMeasures } from "./measure-trajectory.ts";

/** What a run's trajectories measure. */
export interface RunMeasures {
  /** One for each sealed trajectory, by id. */
  measures: TrajectoryMeasures[];
  /** Trajectories still in progress, by id. */
  unfinished: string[];
  /** So many had to be read; the others were known. */
  newlyMeasured: number;
}

/** Measures sealed trajectories of a run, in any order. Throws UserError when one is damaged. */
export type MeasureAll = (
  run: RunReader,
  ids: readonly string[],
  signal: AbortSignal,
) => AsyncIterable<TrajectoryMeasures>;

export interface ReadMeasuresOptions {
  run: RunReader;
  signal: AbortSignal;
  /** Keep what was newly measured for the next time. Default: true. */
  keep?: boolean;
  /** Default: one after the other, in this thread. */
  measureAll?: MeasureAll;
}

/** Journals whose ends are read at the same time. */
const readAtOnce = 64;

/**
 * The measures of a run, from the index where a trajectory's journal has not changed since, else from its journal and
 * blobs. The index is derived: with or without it, what is returned is the same.
 */
export async function readMeasures({
  run,
  signal,
  keep = true,
  measureAll = measureInTurn,
}: ReadMeasuresOptions): Promise<RunMeasures> {
  const { measures: path } = new RunPaths(run.dir);
  const { known, lines } = await readMeasuresIndex(path);
  const ids = await run.trajectoryIds();
  const found = new Map<string, TrajectoryMeasures>();
  const toMeasure: string[] = [];
  const unfinished: string[] = [];
  for (const [id, state] of await statesOf(run, ids, signal)) {
    const measured = known.get(id);
    // one that cannot be told by its last line is read whole, and named when it is damaged
    const sealed = state === null ? await isSealed(run, id) : state.lastEvent === "trajectory-sealed";
    if (!sealed) unfinished.push(id);
    else if (measured !== undefined && measured.journalDigest === state?.digest) found.set(id, measured);
    else toMeasure.push(id);
  }
  for await (const measures of measureAll(run, toMeasure, signal)) found.set(measures.trajectoryId, measures);
  const measures = ids.flatMap((id) => found.get(id) ?? []);
  const isWritten = lines === measures.length && isSameOrder(known.keys(), measures);
  if (keep && (toMeasure.length > 0 || !isWritten)) await writeFileAtomic(path, toJsonLines(measures));
  return { measures, unfinished, newlyMeasured: toMeasure.length };
}

/** Measures one trajectory after the other. */
export async function* measureInTurn(
  run: RunReader,
  ids: readonly string[],
  signal: AbortSignal,
): AsyncGenerator<TrajectoryMeasures> {
  for (const id of ids) {
    signal.throwIfAborted();
    const measures = await measureOne(run, id);
    if (measures !== null) yield measures;
  }
}

/** The measures of one trajectory; null while it is in progress. */
export async function measureOne(run: RunReader, id: string): Promise<TrajectoryMeasures | null> {
  const { trajectory, blobs } = await run.openTrajectory(id);
  return trajectory.sealed === null ? null : measureTrajectory(trajectory, trajectory.sealed, blobs);
}

async function isSealed(run: RunReader, id: string): Promise<boolean> {
  return (await run.openTrajectory(id)).trajectory.sealed !== null;
}

async function statesOf(
  run: RunReader,
  ids: readonly string[],
  signal: AbortSignal,
): Promise<[string, Awaited<ReturnType<RunReader["journalState"]>>][]> {
  const states: [string, Awaited<ReturnType<RunReader["journalState"]>>][] = [];
  for (let from = 0; from < ids.length; from += readAtOnce) {
    signal.throwIfAborted();
    const some = ids.slice(from, from + readAtOnce);
    const read = await Promise.all(some.map((id) => run.journalState(id)));
    for (const [at, id] of some.entries()) states.push([id, read[at] ?? null]);
  }
  return states;
}

/** The lines that the schema, which fixes their version, knows. What any other stood for is measured again. */
export async function readMeasuresIndex(
  path: string,
): Promise<{ known: Map<string, TrajectoryMeasures>; lines: number }> {
  const known = new Map<string, TrajectoryMeasures>();
  let lines = 0;
  for await (const line of linesOf(path)) {
    lines++;
    const checked = checkContract("trajectory-measures", parseOrNull(line));
    if (checked.ok) known.set(checked.value.trajectoryId, checked.value);
  }
  return { known, lines };
}

/** Recording adds lines in the order in which trajectories end; the index is kept by id. */
function isSameOrder(ids: IteratorObject<string>, measures: readonly TrajectoryMeasures[]): boolean {
  return ids.every((id, at) => measures[at]?.trajectoryId === id);
}

function parseOrNull(line: string): unknown {
  try {
    return JSON.parse(line);
  } catch {
    // a damaged line of a derived file: the schema check leaves it out
    return null;
  }
}
