import { rm } from "node:fs/promises";
import type { TrajectoryMeasures } from "../contracts/generated/trajectory-measures.ts";
import { measureTrajectory } from "../index/measure-trajectory.ts";
import { canonicalJson } from "../run/digest.ts";
import type { RunPaths } from "../run/run-paths.ts";
import type { BlobReader, Trajectory } from "../run/trajectory.ts";
import type { Findings } from "./findings.ts";

/** Compares what was measured on trajectories with what they measure now. The index is derived: a wrong one is removed. */
export class IndexCheck {
  readonly #measures: ReadonlyMap<string, TrajectoryMeasures>;
  readonly #problems: string[] = [];

  constructor(measures: ReadonlyMap<string, TrajectoryMeasures>) {
    this.#measures = measures;
  }

  compare(trajectory: Trajectory, blobs: BlobReader): void {
    const measured = this.#measures.get(trajectory.opened.trajectoryId);
    // what another recording measured is not used
    if (
      measured === undefined ||
      measured.journalDigest !== trajectory.journalDigest ||
      trajectory.sealed === null
    )
      return;
    if (canonicalJson(measureTrajectory(trajectory, trajectory.sealed, blobs)) !== canonicalJson(measured))
      this.#problems.push(`${measured.trajectoryId} measures something else`);
  }

  async report(paths: RunPaths, findings: Findings, repair: boolean): Promise<void> {
    const mend = repair && this.#problems.length > 0;
    if (mend) await rm(paths.measures);
    findings.add(
      "index/measures.jsonl",
      this.#problems,
      mend ? "it was removed: the next filter makes it again" : null,
    );
  }
}
