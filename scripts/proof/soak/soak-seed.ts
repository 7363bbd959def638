import { rm } from "node:fs/promises";
import { join } from "node:path";
import { errorMessage } from "../../../pipeline/errors.ts";
import { RunPaths } from "../../../pipeline/run/run-paths.ts";
import type { CalmTwins } from "./calm-twins.ts";
import { checkInvariants } from "./check/check-invariants.ts";
import { gatherEvidence } from "./check/evidence.ts";
import { publishingProblems } from "./check/published.ts";
import { soakDataset } from "./check/pure-datasets.ts";
import { drawSchedule } from "./draw-schedule.ts";
import { count, driveRun } from "./drive.ts";
import type { Schedule } from "./schedule.ts";

/** What one seed's run came to. */
export interface SeedFindings {
  seed: number;
  lives: number;
  kills: number;
  /** Steps, seals and answers that a recorder said to be durable. */
  acknowledged: number;
  /** Of those: gone. */
  lost: number;
  requests: number;
  faults: ReadonlyMap<string, number>;
  violations: string[];
  /** Where the run lies, when something is wrong with it; else it is removed. */
  kept: string | null;
}

export interface SoakPlace {
  /** A folder for the runs. */
  dir: string;
  compiled: string;
  twins: CalmTwins;
}

/** Draws a seed's schedule, drives a run through it and checks every invariant. */
export async function soakSeed(seed: number, place: SoakPlace): Promise<SeedFindings> {
  return await soakSchedule(drawSchedule(seed), place);
}

/** The same with a schedule that was not drawn. */
export async function soakSchedule(
  schedule: Schedule,
  { dir, compiled, twins }: SoakPlace,
): Promise<SeedFindings> {
  const folder = join(dir, `seed-${schedule.seed}`);
  const driven = await driveRun(schedule, { dir: folder, compiled });
  const violations = [...driven.violations];
  try {
    violations.push(
      ...(await checkInvariants(await gatherEvidence(driven, schedule, await twins.of(schedule)))),
    );
    if (schedule.publishes)
      violations.push(
        ...(await publishingProblems(new RunPaths(driven.dir).dataset(soakDataset), schedule.seed, (fault) =>
          count(driven, fault),
        )),
      );
  } catch (error) {
    violations.push(`the run cannot be read: ${errorMessage(error)}`);
  }
  const isSound = violations.length === 0;
  if (isSound) await rm(folder, { recursive: true });
  return {
    ...{ seed: schedule.seed, lives: driven.lives, kills: driven.kills, requests: driven.seen.length },
    ...{ faults: driven.faults, violations, kept: isSound ? null : driven.dir },
    acknowledged: driven.reports.filter(({ kind }) => kind === "committed" || kind === "paid").length,
    lost: violations.filter((violation) => violation.endsWith("was acknowledged and is lost")).length,
  };
}
