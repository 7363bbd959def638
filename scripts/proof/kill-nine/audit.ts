import { isDeepStrictEqual } from "node:util";
import { type LedgerEntry, readLedger } from "../../../pipeline/run/ledger.ts";
import { openRunReader } from "../../../pipeline/run/open-run-reader.ts";
import { RunPaths } from "../../../pipeline/run/run-paths.ts";
import type { RunReader } from "../../../pipeline/run/run-reader.ts";
import { leftBehind } from "./left-behind.ts";
import { callName, sampleKeyOf } from "./script.ts";
import type { SeenRequest } from "./scripted-models.ts";
import { treeOf } from "./tree-of.ts";

export interface Audit {
  trajectories: number;
  /** Answers in the journals. */
  calls: number;
  /** What the server saw. */
  requests: number;
  /** Requests beyond the first of a call. */
  repeated: number;
  /** Ledger entries of calls that never came back. */
  abandoned: number;
  violations: string[];
}

/** Compares a run folder with what the server saw, and with the folder of a run that nobody disturbed. */
export async function auditRun(options: {
  dir: string;
  undisturbed: string;
  seen: readonly SeenRequest[];
  /** Requests that may have been sent again: those whose answer was not durable at a kill. */
  inFlight: number;
}): Promise<Audit> {
  const { dir, undisturbed, seen, inFlight } = options;
  const reader = await openRunReader(dir);
  const names = await sampleKeys(reader);
  const ledger = (await readLedger(new RunPaths(dir).ledger)).map((entry) => ({
    ...entry,
    name: callName(names.get(entry.trajectoryId ?? "") ?? "?", entry.role, entry.purpose),
  }));
  const journaled = await journaledCalls(reader);
  const repeated = seen.length - new Set(seen.map(({ name }) => name)).size;
  return {
    trajectories: names.size,
    calls: journaled.length,
    requests: seen.length,
    repeated,
    abandoned: ledger.filter(({ outcome }) => outcome === "abandoned").length,
    violations: [
      ...(repeated > inFlight ? [`${repeated} requests were repeated, only ${inFlight} were in flight`] : []),
      ...paidAgain(seen, journaled),
      ...ledgerDifferences(ledger, seen, journaled),
      ...(await treeDifferences(reader, await openRunReader(undisturbed))),
      ...(await leftBehind(dir)),
    ],
  };
}

interface JournaledCall {
  name: string;
  callId: string;
  serial: number;
}

async function journaledCalls(reader: RunReader): Promise<JournaledCall[]> {
  const calls: JournaledCall[] = [];
  for (const id of await reader.trajectoryIds()) {
    const { trajectory } = await reader.openTrajectory(id);
    const { instructionId, sample } = trajectory.opened;
    for (const { role, purpose, callId, usage } of trajectory.calls) {
      const name = callName(sampleKeyOf(instructionId, sample), role, purpose);
      calls.push({ name, callId, serial: usage.completionTokens });
    }
  }
  return calls;
}

/** A call whose answer is in a journal is never sent again, and is answered from there once. */
function paidAgain(seen: readonly SeenRequest[], journaled: readonly JournaledCall[]): string[] {
  const serialOf = new Map(journaled.map(({ name, serial }) => [name, serial]));
  const twice = journaled.filter(({ name, serial }) => serialOf.get(name) !== serial);
  const after = seen.filter(({ name, serial }) => serial > (serialOf.get(name) ?? Number.POSITIVE_INFINITY));
  return [
    ...twice.map(({ name }) => `${name} stands in a journal twice`),
    ...after.map(({ name, serial }) => `${name} was paid again with request ${serial}`),
  ];
}

/** Every request has its entry: answered, or abandoned because its answer was lost. No entry stands twice. */
function ledgerDifferences(
  ledger: readonly (LedgerEntry & { name: string })[],
  seen: readonly SeenRequest[],
  journaled: readonly JournaledCall[],
): string[] {
  const differences: string[] = [];
  if (new Set(ledger.map(({ callId }) => callId)).size !== ledger.length)
    differences.push("a call id stands in the ledger twice");
  const answered = ledger.filter(({ outcome }) => outcome === "answered");
  const inLedger = answered.map(({ callId, usage }) => `${callId} ${usage?.completionTokens}`).sort();
  const inJournals = journaled.map(({ callId, serial }) => `${callId} ${serial}`).sort();
  if (!isDeepStrictEqual(inLedger, inJournals))
    differences.push(`the ledger has ${inLedger.length} answers, the journals ${inJournals.length}`);
  const requestsOf = Map.groupBy(seen, ({ name }) => name);
  const entriesOf = Map.groupBy(ledger, ({ name }) => name);
  for (const [name, requests] of requestsOf) {
    const entries = entriesOf.get(name)?.length ?? 0;
    // one more is a call whose intent was written and whose request was never sent
    if (entries < requests.length)
      differences.push(`${name}: the server saw ${requests.length} requests, the ledger ${entries}`);
  }
  const serials = new Set(seen.map(({ serial }) => serial));
  for (const { name, usage } of answered)
    if (!serials.has(usage?.completionTokens ?? 0))
      differences.push(`${name}: the server gave no such answer`);
  return differences;
}

/** The same trajectories, sealed alike, with the same steps, in the same places, once each. */
async function treeDifferences(disturbed: RunReader, undisturbed: RunReader): Promise<string[]> {
  const expected = await undisturbed.trajectoryIds();
  const found = await disturbed.trajectoryIds();
  if (!isDeepStrictEqual(found, expected))
    return [`${found.length} trajectories were recorded, undisturbed ${expected.length}`];
  const differences: string[] = [];
  for (const id of expected) {
    const [tree, calm] = [await treeOf(disturbed, id), await treeOf(undisturbed, id)];
    if (tree.sealed === undefined) differences.push(`${id} is not sealed`);
    if (!isDeepStrictEqual(tree, calm)) differences.push(`${id} differs from its undisturbed twin`);
  }
  return differences;
}

async function sampleKeys(reader: RunReader): Promise<Map<string, string>> {
  const names = new Map<string, string>();
  for (const id of await reader.trajectoryIds()) {
    const { trajectory } = await reader.openTrajectory(id);
    names.set(id, sampleKeyOf(trajectory.opened.instructionId, trajectory.opened.sample));
  }
  return names;
}
