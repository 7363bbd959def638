import { access, constants } from "node:fs/promises";
import {
  isComplete,
  readSummaries,
  readSummary,
  type SummaryReading,
} from "../../../pipeline/index/summaries-index.ts";
import { hasBegun } from "../../../pipeline/run/has-begun.ts";
import { namesIn } from "../../../pipeline/run/names-in.ts";
import { openRunReader } from "../../../pipeline/run/open-run-reader.ts";
import { readStoredBlob } from "../../../pipeline/run/read-stored-blob.ts";
import { RunPaths, storeFiles } from "../../../pipeline/run/run-paths.ts";
import type { RunReader } from "../../../pipeline/run/run-reader.ts";
import { readVerdict } from "../rows/filter-evidence.ts";
import { joinRow } from "../rows/join-row.ts";
import type { OpenedTrajectory } from "../trajectory/open-trajectory.ts";
import { OpenedTrajectories } from "../trajectory/opened-trajectories.ts";
import { viewTrajectory } from "../trajectory/view-trajectory.ts";
import type { RunView } from "../views/run-view.ts";
import type { TrajectoryRow } from "../views/trajectory-row.ts";
import type { TrajectoryView } from "../views/trajectory-view.ts";
import { noDatasets, readDatasetRows } from "./dataset-rows.ts";
import { LedgerCount } from "./ledger-count.ts";
import { RunEvidence } from "./run-evidence.ts";
import { viewRun } from "./view-run.ts";
import { stampOf, WatchedSource } from "./watched-source.ts";

export interface OpenAuditedRunOptions {
  dir: string;
  /** Names the run in URLs. */
  key: string;
  signal: AbortSignal;
  onProgress?(done: number, of: number): void;
}

/** What a look at the folder found. */
export interface RunChange {
  /** Trajectories that were begun, went on or were sealed. */
  trajectoryIds: string[];
  /** Whether anything beside them changed. */
  beside: boolean;
}

const rowsAtOnce = 256;
const idPattern = /^[A-Za-z0-9][A-Za-z0-9._-]{0,127}$/;

/**
 * A run folder as it is shown: its trajectories in short are held in memory, and packs only while one is looked at. It
 * takes no lock and changes nothing but derived indexes, so a run in progress can be looked at.
 */
export class AuditedRun {
  readonly key: string;
  readonly paths: RunPaths;
  readonly #reader: RunReader;
  readonly #readings: Map<string, SummaryReading>;
  /** Of the journals that may still change. */
  readonly #stamps = new Map<string, string>();
  readonly #evidence: RunEvidence;
  readonly #ledger: LedgerCount;
  readonly #datasets;
  readonly #opened = new OpenedTrajectories();
  /** Texts that the run's list of instructions does not hold. */
  readonly #ownInstructions = new Map<string, string>();
  readonly #openedAt = Date.now();
  #lastLook: Promise<unknown> = Promise.resolve();
  #sorted: string[];
  #version = 0;
  #rows: { version: number; json: Buffer } | null = null;

  private constructor(key: string, reader: RunReader, readings: Map<string, SummaryReading>) {
    this.key = key;
    this.#reader = reader;
    this.paths = new RunPaths(reader.dir);
    this.#readings = readings;
    this.#sorted = [...readings.keys()];
    this.#evidence = new RunEvidence(this.paths);
    this.#ledger = new LedgerCount(this.paths.ledger);
    this.#datasets = new WatchedSource([this.paths.datasets], () => readDatasetRows(this.paths), noDatasets);
  }

  /** Throws UserError when the folder holds no run. A run in which nothing was recorded yet is an empty one. */
  static async open({ dir, key, signal, onProgress }: OpenAuditedRunOptions): Promise<AuditedRun> {
    const reader = await openRunReader(dir);
    const keep = await canKeep(reader);
    const { readings } = await readSummaries({
      ...{ run: reader, signal, keep },
      ...(onProgress !== undefined && { onProgress }),
    });
    const run = new AuditedRun(key, reader, readings);
    for (const [id, reading] of readings)
      if (!isComplete(reading)) run.#stamps.set(id, await run.#journalStamp(id));
    await run.#evidence.refresh();
    return run;
  }

  /** Changes with everything that a row can show. */
  get stamp(): string {
    return `${this.#openedAt}-${this.#version}`;
  }

  get trajectoryIds(): readonly string[] {
    return this.#sorted;
  }

  has(id: string): boolean {
    return this.#readings.has(id);
  }

  async view(): Promise<RunView> {
    return await viewRun({
      key: this.key,
      manifest: this.#reader.manifest(),
      paths: this.paths,
      readings: this.#readings,
      evidence: this.#evidence,
      datasets: this.#datasets.value,
      spend: this.#ledger.report,
      problems: [...this.#evidence.problems, ...this.#ledger.problems, ...this.#datasets.value.problems],
    });
  }

  /** The rows of all trajectories by id, as JSON. */
  rowsJson(): Buffer {
    if (this.#rows?.version === this.#version) return this.#rows.json;
    // piece by piece: as one text they would be in memory several times over
    const pieces: Buffer[] = [Buffer.from("[")];
    for (let from = 0; from < this.#sorted.length; from += rowsAtOnce) {
      const rows = this.#sorted.slice(from, from + rowsAtOnce).map((id) => JSON.stringify(this.row(id)));
      pieces.push(Buffer.from(`${from === 0 ? "" : ",\n"}${rows.join(",\n")}`));
    }
    this.#rows = { version: this.#version, json: Buffer.concat([...pieces, Buffer.from("]")]) };
    return this.#rows.json;
  }

  /** null when there is no such trajectory. */
  row(id: string): TrajectoryRow | null {
    const reading = this.#readings.get(id);
    if (reading === undefined) return null;
    return joinRow(id, reading, this.#evidence, this.#ownInstruction(id, reading));
  }

  async trajectory(id: string): Promise<TrajectoryView | null> {
    const row = this.row(id);
    if (row === null) return null;
    const opened = await this.open(id);
    const verdicts: TrajectoryView["verdicts"] = {};
    for (const filter of this.#evidence.filters) {
      const verdict = await readVerdict(this.paths, filter, id);
      if (verdict !== null) verdicts[filter.recipe] = verdict;
    }
    return viewTrajectory(opened, {
      row,
      verdicts,
      datasetRows: this.#datasets.value.byTrajectory.get(id) ?? [],
      samples: this.#samplesOf(id, row.instructionId),
    });
  }

  /** The trajectory's journal and blobs. The id must be one of the run's. */
  open(id: string): Promise<OpenedTrajectory> {
    return this.#opened.open(this.paths.trajectory(id));
  }

  /** The picture of the row's chosen step; null when there is none, or it is not in the pack. */
  thumbnail(id: string): Uint8Array | null {
    const ref = this.#readings.get(id)?.summary?.screenshotImage ?? null;
    return ref === null ? null : this.storedBlob(id, ref);
  }

  /** A blob without the rest of the pack: for pictures. */
  storedBlob(id: string, ref: string): Uint8Array | null {
    return readStoredBlob(this.paths.trajectory(id), ref);
  }

  /** Looks at the folder again: what was begun, what may have gone on, and what lies beside. One look at a time. */
  refresh(signal: AbortSignal): Promise<RunChange> {
    const look = this.#lastLook.then(() => this.#look(signal));
    this.#lastLook = look.catch(() => undefined);
    return look;
  }

  async #look(signal: AbortSignal): Promise<RunChange> {
    const trajectoryIds = await this.#changedTrajectories();
    for (const id of trajectoryIds) this.#readings.set(id, await readSummary(this.#reader, id));
    if (this.#readings.size > this.#sorted.length) this.#sorted = [...this.#readings.keys()].sort();
    for (const id of trajectoryIds) {
      const reading = this.#readings.get(id);
      if (reading !== undefined && isComplete(reading)) this.#stamps.delete(id);
    }
    const isJoined = await this.#evidence.refresh();
    if (isJoined || trajectoryIds.length > 0) this.#version++;
    const isOther = [await this.#ledger.refresh(signal), await this.#datasets.refresh()];
    const beside = isJoined || isOther.includes(true);
    return { trajectoryIds, beside };
  }

  async #changedTrajectories(): Promise<string[]> {
    const changed: string[] = [];
    for (const name of await namesIn(this.paths.trajectories)) {
      if (this.#readings.has(name) || !idPattern.test(name)) continue;
      if (!(await hasBegun(this.paths.trajectory(name)))) continue;
      this.#stamps.set(name, await this.#journalStamp(name));
      changed.push(name);
    }
    for (const [id, stamp] of this.#stamps) {
      const now = await this.#journalStamp(id);
      if (now === stamp) continue;
      this.#stamps.set(id, now);
      changed.push(id);
    }
    return changed;
  }

  #journalStamp(id: string): Promise<string> {
    return stampOf(storeFiles(this.paths.trajectory(id)).journal);
  }

  #samplesOf(id: string, instructionId: string): string[] {
    if (instructionId === "") return [];
    return this.#sorted.filter(
      (other) => other !== id && this.#readings.get(other)?.summary?.instructionId === instructionId,
    );
  }

  #ownInstruction(id: string, { summary }: SummaryReading): string {
    if (summary === null || this.#evidence.instructions.has(summary.instructionId)) return "";
    const known = this.#ownInstructions.get(summary.instruction);
    if (known !== undefined) return known;
    const bytes = this.storedBlob(id, summary.instruction);
    const text = bytes === null ? "" : Buffer.from(bytes).toString("utf8");
    this.#ownInstructions.set(summary.instruction, text);
    return text;
  }
}

async function canKeep(reader: RunReader): Promise<boolean> {
  try {
    await access(reader.dir, constants.W_OK);
    return true;
  } catch {
    // a run folder that can only be read is shown all the same
    return false;
  }
}
