import { join } from "node:path";
import type { CallEvent } from "../contracts/generated/call-event.ts";
import { checkContract } from "../contracts/validators.ts";
import { readMeasuresIndex } from "../index/measures-index.ts";
import type { EventParser } from "../run/event-store.ts";
import { Ledger } from "../run/ledger.ts";
import { namesIn } from "../run/names-in.ts";
import { openRunReader } from "../run/open-run-reader.ts";
import { readInstructions } from "../run/read-instructions.ts";
import { type CallOrigin, reconcileLedger } from "../run/reconcile-ledger.ts";
import { RunPaths, underWayFile } from "../run/run-paths.ts";
import type { RunReader } from "../run/run-reader.ts";
import { parseTrajectoryEvent } from "../run/trajectory-store.ts";
import { checkFilterResults } from "./check-filter-results.ts";
import { checkGradings } from "./check-gradings.ts";
import { IndexCheck } from "./check-index.ts";
import { checkStore } from "./check-store.ts";
import { checkStrayFiles } from "./check-stray-files.ts";
import { checkTrajectory } from "./check-trajectory.ts";
import { Findings } from "./findings.ts";
import { LedgerCheck } from "./ledger-check.ts";
import type { RunFinding } from "./run-finding.ts";

export interface CheckRunOptions {
  /** the run folder; whoever repairs it holds its lock */
  dir: string;
  /** Set damaged tails aside, enter into the ledger the calls that only a journal knows, remove what is derived and wrong. */
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
 * address, each reference and tree, each score against its judge's answer, verdicts against funnels, grades against
 * their journals, the index against the trajectories, and the ledger against all journals. Datasets have a check of
 * their own. Throws UserError when the folder holds no run.
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
  readonly #findings = new Findings();

  constructor(run: RunReader, options: CheckRunOptions) {
    this.#run = run;
    this.#options = options;
    this.#paths = new RunPaths(options.dir);
  }

  async check(): Promise<RunCheck> {
    const [findings, paths] = [this.#findings, this.#paths];
    const { repair } = this.#options;
    const instructions = await findings.read("instructions.jsonl", () => readInstructions(paths));
    await findings.records("candidates.jsonl", paths.candidates, "candidate");
    const ids = await this.#run.trajectoryIds();
    const known = new Set(ids);
    await this.#checkJournals(known, new Set(instructions?.map(({ id }) => id)));
    await checkFilterResults(paths, known, findings);
    const reviews = await findings.records("reviews.jsonl", paths.reviews, "review");
    const unknown = reviews?.filter(({ trajectoryId }) => !known.has(trajectoryId)) ?? [];
    findings.add(
      "reviews.jsonl",
      unknown.map(({ trajectoryId }) => `it judges ${trajectoryId}, which is not there`),
    );
    await this.#checkReleases();
    await checkStrayFiles(paths.dir, { repair, findings });
    return { trajectories: ids.length, findings: findings.all };
  }

  /** Every journal, with the ledger and the index beside them. */
  async #checkJournals(ids: ReadonlySet<string>, instructionIds: ReadonlySet<string>): Promise<void> {
    const [findings, paths] = [this.#findings, this.#paths];
    const { repair, now } = this.#options;
    const entries = await findings.records("ledger.jsonl", paths.ledger, "ledger-entry");
    await using ledger = repair && entries !== null ? await Ledger.open(paths.ledger) : null;
    const check = entries === null ? null : new LedgerCheck(entries);
    const index = new IndexCheck((await readMeasuresIndex(paths.measures)).known);
    const { configHash } = this.#run.manifest();
    for (const id of ids) {
      const subject = `trajectories/${id}`;
      const dir = paths.trajectory(id);
      const store = await checkStore(
        { subject, dir, parse: parseTrajectoryEvent },
        { repair, now, findings },
      );
      const { problems, trajectory } = checkTrajectory(id, store, { configHash, instructionIds });
      findings.add(subject, problems);
      if (problems.length === 0 && trajectory !== null) index.compare(trajectory, store.blobs);
      await findings.record(`${subject}/under-way.json`, underWayFile(dir), "under-way");
      await this.#compare(subject, store.events, { stage: "record", trajectoryId: id }, { check, ledger });
    }
    await index.report(paths, findings, repair);
    await checkGradings({
      ...{ paths, ids, repair, now, findings },
      onCalls: (subject, trajectoryId, events) =>
        this.#compare(subject, events, { stage: "regrade", trajectoryId }, { check, ledger }),
    });
    const synthesis = { subject: "synthesis", dir: paths.synthesis, parse: parseCallEvent };
    const { events } = await checkStore(synthesis, { repair, now, findings });
    await this.#compare("synthesis", events, { stage: "synthesize", trajectoryId: null }, { check, ledger });
    findings.add("ledger.jsonl", check?.problems() ?? []);
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
    this.#findings.add(subject, problems, ledger === null ? null : "missing calls are in the ledger now");
  }

  async #checkReleases(): Promise<void> {
    for (const place of await namesIn(this.#paths.releases))
      for (const version of await namesIn(join(this.#paths.releases, place))) {
        const subject = `releases/${place}/${version}/release.json`;
        const release = await this.#findings.record(subject, this.#paths.release(place, version), "release");
        if (release !== null && release.version !== version)
          this.#findings.add(subject, [`it is the record of ${release.version}`]);
      }
  }
}
