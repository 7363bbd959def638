import { join } from "node:path";
import type { CallEvent } from "../contracts/generated/call-event.ts";
import { checkContract } from "../contracts/validators.ts";
import { CurateError, errorMessage } from "../errors.ts";
import { type EventParser, EventStore, readStore, type StoreSnapshot } from "../run/event-store.ts";
import { readRecords } from "../run/json-lines.ts";
import { Ledger } from "../run/ledger.ts";
import { namesIn } from "../run/names-in.ts";
import { openRunReader } from "../run/open-run-reader.ts";
import { readInstructions } from "../run/read-instructions.ts";
import { type CallOrigin, reconcileLedger } from "../run/reconcile-ledger.ts";
import { RunPaths } from "../run/run-paths.ts";
import type { RunReader } from "../run/run-reader.ts";
import { parseTrajectoryEvent } from "../run/trajectory-store.ts";
import { checkTrajectory } from "./check-trajectory.ts";
import { LedgerCheck } from "./ledger-check.ts";
import type { RunFinding } from "./run-finding.ts";

export interface CheckRunOptions {
  /** the run folder; whoever repairs it holds its lock */
  dir: string;
  /** Set damaged tails aside, and enter into the ledger the calls that only a journal knows. */
  repair: boolean;
  now(): Date;
  /** Address of a role's endpoint, for calls that are entered into the ledger. */
  baseURLOf: CallOrigin["baseURLOf"];
}

export interface RunCheck {
  trajectories: number;
  findings: RunFinding[];
}

/**
 * Verifies every record of a run folder: each line against its schema, checksum and predecessor, each blob against its
 * address, each reference, tree, score and verdict, and the ledger against the journals. Datasets have a check of their
 * own. Throws UserError when the folder holds no run.
 */
export async function checkRun(options: CheckRunOptions): Promise<RunCheck> {
  const run = await openRunReader(options.dir);
  return await new RunChecker(run, options).check();
}

const parseCallEvent: EventParser<CallEvent> = (event) => checkContract("call-event", event);

class RunChecker {
  readonly #run: RunReader;
  readonly #options: CheckRunOptions;
  readonly #paths: RunPaths;
  readonly #findings: RunFinding[] = [];

  constructor(run: RunReader, options: CheckRunOptions) {
    this.#run = run;
    this.#options = options;
    this.#paths = new RunPaths(options.dir);
  }

  async check(): Promise<RunCheck> {
    const instructions = await this.#read("instructions.jsonl", () => readInstructions(this.#paths));
    await this.#read("candidates.jsonl", () => count(readRecords(this.#paths.candidates, "candidate")));
    const ids = await this.#run.trajectoryIds();
    await this.#checkCalls(ids, new Set(instructions?.map(({ id }) => id)));
    await this.#checkVerdicts(new Set(ids));
    return { trajectories: ids.length, findings: this.#findings };
  }

  /** Every journal, and the ledger beside them. */
  async #checkCalls(ids: readonly string[], instructionIds: ReadonlySet<string>): Promise<void> {
    const entries = await this.#read("ledger.jsonl", () =>
      Array.fromAsync(readRecords(this.#paths.ledger, "ledger-entry")),
    );
    await using ledger =
      this.#options.repair && entries !== null ? await Ledger.open(this.#paths.ledger) : null;
    const check = entries === null ? null : new LedgerCheck(entries);
    const { configHash } = this.#run.manifest();
    for (const id of ids) {
      const subject = `trajectories/${id}`;
      const store = await this.#checkStore(subject, this.#paths.trajectory(id), parseTrajectoryEvent);
      this.#find(subject, checkTrajectory(id, store, { configHash, instructionIds }));
      await this.#compare(subject, store.events, { stage: "record", trajectoryId: id }, { check, ledger });
    }
    const { events } = await this.#checkStore("synthesis", this.#paths.synthesis, parseCallEvent);
    await this.#compare("synthesis", events, { stage: "synthesize", trajectoryId: null }, { check, ledger });
    this.#find("ledger.jsonl", check?.problems() ?? []);
  }

  async #checkStore<Event extends object>(
    subject: string,
    dir: string,
    parse: EventParser<Event>,
  ): Promise<StoreSnapshot<Event>> {
    const snapshot = await readStore(dir, parse);
    const mend = this.#options.repair && snapshot.damage.length > 0;
    if (mend) {
      // opening for writing sets aside what cannot be used
      await using _store = await EventStore.open({ dir, parse, now: this.#options.now });
    }
    this.#find(subject, snapshot.damage, mend ? "what follows the valid part was set aside" : null);
    return snapshot;
  }

  async #compare(
    subject: string,
    events: readonly { event: string; at: string }[],
    origin: Omit<CallOrigin, "baseURLOf">,
    { check, ledger }: { check: LedgerCheck | null; ledger: Ledger | null },
  ): Promise<void> {
    const problems = check?.compare(origin.trajectoryId, events) ?? [];
    if (problems.length > 0 && ledger !== null)
      await reconcileLedger(events, { ...origin, baseURLOf: this.#options.baseURLOf }, ledger);
    this.#find(subject, problems, ledger === null ? null : "missing calls are in the ledger now");
  }

  async #checkVerdicts(ids: ReadonlySet<string>): Promise<void> {
    for (const recipe of await namesIn(join(this.#options.dir, "filter"))) {
      const subject = `filter/${recipe}/verdicts.jsonl`;
      const verdicts = await this.#read(subject, () =>
        Array.fromAsync(readRecords(this.#paths.verdicts(recipe), "verdict")),
      );
      const unknown = verdicts?.filter(({ trajectoryId }) => !ids.has(trajectoryId)) ?? [];
      this.#find(
        subject,
        unknown.map(({ trajectoryId }) => `it judges ${trajectoryId}, which is not there`),
      );
    }
  }

  /** Reads a file; null, and a finding, when it cannot be read or breaks its schema. */
  async #read<Result>(subject: string, read: () => Promise<Result>): Promise<Result | null> {
    try {
      return await read();
    } catch (error) {
      if (error instanceof CurateError && error.kind !== "user") throw error;
      this.#find(subject, [errorMessage(error)]);
      return null;
    }
  }

  #find(subject: string, problems: readonly string[], repaired: string | null = null): void {
    for (const problem of problems) this.#findings.push({ subject, problem, repaired });
  }
}

async function count(records: AsyncIterable<unknown>): Promise<number> {
  let number = 0;
  for await (const _ of records) number++;
  return number;
}
