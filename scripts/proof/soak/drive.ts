import { mkdir, readdir, readFile } from "node:fs/promises";
import { join } from "node:path";
import { RunPaths } from "../../../pipeline/run/run-paths.ts";
import { instructionAt } from "../kill-nine/script.ts";
import { mostInFlight } from "./check/spend.ts";
import { endLife } from "./end-life.ts";
import type { LifeOrder, LifeReport } from "./life-order.ts";
import { scriptCalls } from "./paper-script.ts";
import { type EndedLife, startRecorder } from "./recorder-process.ts";
import { calmLife, type Life, type Schedule } from "./schedule.ts";
import { mountSmallDisk, type SmallDisk } from "./small-disk.ts";
import { type ServedRequest, startSoakModels } from "./soak-models.ts";

/** No file, message or error may ever hold it. */
export const canaryKey = "sk-canary-9d2e-do-not-keep";

/** Lives without a disturbance of their own that a run may take to its end: faults of models end some of them. */
const mostCalmLives = 15;

/** What happened to one run, and what was seen of it from outside. */
export interface DrivenRun {
  /** The run folder. */
  dir: string;
  seen: readonly ServedRequest[];
  reports: LifeReport[];
  /** All that the recorders wrote beside their reports. */
  output: string;
  /** Processes started in all. */
  lives: number;
  /** Of those: killed, by themselves or from outside. */
  kills: number;
  /** Faults that happened, by kind. */
  faults: Map<string, number>;
  /** What should not have happened on the way. */
  violations: string[];
}

export interface DriveOptions {
  /** An empty folder. */
  dir: string;
  /** Kept compiled code; shared by all runs. */
  compiled: string;
}

/** Drives a run through its schedule to its end: recorders are started again, as a user or a machine would. */
export async function driveRun(schedule: Schedule, { dir, compiled }: DriveOptions): Promise<DrivenRun> {
  const [run, temporary] = [join(dir, "run"), join(dir, "tmp")];
  for (const folder of [run, temporary]) await mkdir(folder, { recursive: true });
  await using models = await startSoakModels({
    calls: scriptCalls(schedule),
    faults: new Map(schedule.models.map(({ at, fault }) => [at, fault])),
    apiKey: canaryKey,
  });
  await using disk = schedule.diskKiB === null ? null : await mountSmallDisk(run, schedule.diskKiB);
  const driven: DrivenRun = {
    ...{ dir: run, seen: models.seen, reports: [], output: "", lives: 0, kills: 0 },
    ...{ faults: new Map(), violations: [] },
  };
  const place = { temporary, compiled };
  const { seed, variants, samples, nonsense } = schedule;
  const script = { seed, variants, samples, nonsense };
  const poison = schedule.poison === null ? null : instructionAt(schedule.poison).id;
  const order = ({ ending: _, ...life }: Life, isMended: boolean): LifeOrder => ({
    ...{ ...life, dir: run, baseURL: models.baseURL, apiKey: canaryKey, script },
    ...{ poison: isMended ? null : poison, retryQuarantined: isMended },
  });

  const live = async (life: Life, isMended = false): Promise<EndedLife> => {
    driven.lives++;
    let sentWhenBroken: number | null = null;
    const recorder = startRecorder(order(life, isMended), place, (report) => {
      if (breaksRecords(report)) sentWhenBroken ??= models.seen.length;
    });
    const interferences = await endLife(recorder, life.ending, {
      models,
      tryRival: async () => {
        driven.lives++;
        // one that was stopped before it took the lock holds nothing
        const lock = await readFile(new RunPaths(run).lock, "utf8").catch(() => "");
        const holdsRun = lock.startsWith(`${recorder.pid} `);
        const rival = await startRecorder(order(calmLife, false), place).ended;
        const isRefused = /in use by process/.test(rival.reports.map((line) => JSON.stringify(line)).join());
        if (holdsRun && !isRefused && !recorder.hasEnded.aborted)
          driven.violations.push(`a second recorder was let in: ${describe(rival)}`);
        note(driven, rival);
      },
    });
    for (const interference of interferences) count(driven, interference);
    const ended = await recorder.ended;
    note(driven, ended);
    const sentAfter = models.seen.length - (sentWhenBroken ?? models.seen.length);
    if (sentAfter > mostInFlight)
      driven.violations.push(`${sentAfter} calls were sent after a record could not be written`);
    return ended;
  };

  for (const life of schedule.lives) await live(life);
  const end = await liveToTheEnd(live, disk, driven);
  if (end !== null) driven.violations.push(end);
  for (const request of models.seen) if (request.fault !== null) count(driven, `model-${request.fault}`);
  driven.violations.push(...models.unplanned.map((request) => `unplanned request: ${request}`));
  const left = await readdir(temporary);
  if (left.length > 0) driven.violations.push(`temporary files were left: ${left.join(", ")}`);
  if (disk !== null) await disk.copyOut();
  return driven;
}

/**
 * Starts recorders until one has nothing left to do; then once more for what was quarantined, its cause mended. Null, or
 * why the end was not reached.
 */
async function liveToTheEnd(
  live: (life: Life, isMended: boolean) => Promise<EndedLife>,
  disk: SmallDisk | null,
  driven: DrivenRun,
): Promise<string | null> {
  let last = "";
  let isMended = false;
  for (let life = 0; life < mostCalmLives; life++) {
    const ended = await live(calmLife, isMended);
    const result = ended.reports.find((line) => line.kind === "ended");
    const left = ended.reports.filter((line) => line.kind === "quarantined").length;
    const isWhole = result !== undefined && result.sealed + left === result.planned;
    if (isWhole && left === 0) return null;
    if (isWhole) {
      isMended = true;
      for (let at = 0; at < left; at++) count(driven, "quarantine");
    }
    last = describe(ended);
    if (disk !== null && /No space left|ENOSPC/i.test(last)) {
      count(driven, "disk-full");
      await disk.grow();
    }
  }
  return `the run did not come to its end in ${mostCalmLives} undisturbed lives; the last: ${last}`;
}

/** A record that what is paid for would be missing from. What is derived may fail, and what is taken away. */
function breaksRecords(report: LifeReport): boolean {
  return (
    report.kind === "fault" &&
    /^(EIO|ENOSPC|EDQUOT|short)\b.*: (?!rm |truncate )\w+ \/(?!index)/.test(report.what)
  );
}

/** Takes down what a life said, and what of its end should not have been. */
function note(driven: DrivenRun, life: EndedLife): void {
  driven.reports.push(...life.reports);
  driven.output += life.output;
  const faults = life.reports.filter((line) => line.kind === "fault");
  for (const { group, what } of faults) {
    count(driven, group === "file" ? `file-${what.split(/[ ,]/, 1)[0]}` : group);
  }
  if (life.code === null) driven.kills++;
  if (life.hung) driven.violations.push("a recorder hung");
  // errors of ours name what to do; anything else is a bug that a fault brought to light
  for (const line of life.reports)
    if (line.kind === "error" && /\n {4}at /.test(line.message))
      driven.violations.push(
        `an error that nobody explains (${faults.map(({ what }) => what).join("; ")}): ${line.message}`,
      );
  if (life.output.trim() !== "")
    driven.violations.push(`a recorder wrote: ${life.output.trim().slice(0, 2_000)}`);
}

/** Takes down a fault that happened. */
export function count(driven: DrivenRun, fault: string): void {
  driven.faults.set(fault, (driven.faults.get(fault) ?? 0) + 1);
}

function describe({ code, reports, output }: EndedLife): string {
  const told = reports.filter((line) => line.kind !== "committed" && line.kind !== "paid");
  return `exit ${code} ${JSON.stringify(told)} ${output}`.slice(0, 2_000);
}
