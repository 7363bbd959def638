import { checkContract } from "../../../../pipeline/contracts/validators.ts";
import { type EventParser, readStore, type StoreSnapshot } from "../../../../pipeline/run/event-store.ts";
import { type LedgerEntry, readLedger } from "../../../../pipeline/run/ledger.ts";
import { openRunReader } from "../../../../pipeline/run/open-run-reader.ts";
import { RunPaths } from "../../../../pipeline/run/run-paths.ts";
import type { RunReader } from "../../../../pipeline/run/run-reader.ts";
import type { TrajectoryEvent } from "../../../../pipeline/run/trajectory.ts";
import { trajectoryIdOf } from "../../../../pipeline/run/trajectory-store.ts";
import type { DrivenRun } from "../drive.ts";
import { instructionsOf, type ScriptPlan } from "../paper-script.ts";

/** All that is known of a run that was driven to its end: from inside its folder, and from outside. */
export interface Evidence {
  driven: DrivenRun;
  reader: RunReader;
  paths: RunPaths;
  /** Every trajectory that was planned. */
  planned: string[];
  /** By id; what is damaged is named in each. */
  journals: ReadonlyMap<string, StoreSnapshot<TrajectoryEvent>>;
  ledger: readonly LedgerEntry[];
  /** The same run, which nobody disturbed. */
  calm: RunReader;
}

const parse: EventParser<TrajectoryEvent> = (event) => checkContract("trajectory-event", event);

export async function gatherEvidence(
  driven: DrivenRun,
  script: ScriptPlan,
  calm: RunReader,
): Promise<Evidence> {
  const paths = new RunPaths(driven.dir);
  const reader = await openRunReader(driven.dir);
  const { configHash } = reader.manifest();
  const journals = await readJournals(paths, await reader.trajectoryIds());
  return {
    ...{ driven, reader, paths, journals, calm },
    planned: instructionsOf(script).flatMap(({ id }) =>
      Array.from({ length: script.samples }, (_, sample) => trajectoryIdOf(id, sample, configHash)),
    ),
    ledger: await readLedger(paths.ledger),
  };
}

/** Each trajectory's journal, by id. */
export async function readJournals(paths: RunPaths, ids: readonly string[]): Promise<Evidence["journals"]> {
  const journals = new Map<string, StoreSnapshot<TrajectoryEvent>>();
  for (const id of ids) journals.set(id, await readStore(paths.trajectory(id), parse));
  return journals;
}
