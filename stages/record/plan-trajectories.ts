import type { Settings } from "../../pipeline/config/settings.ts";
import type { Instruction } from "../../pipeline/contracts/generated/instruction.ts";
import type { RunManifest } from "../../pipeline/run/run-manifest.ts";
import { trajectoryIdOf } from "../../pipeline/run/trajectory-store.ts";

export interface PlannedTrajectory {
  id: string;
  instruction: Instruction;
  sample: number;
}

/** The trajectories a run is to hold: every sample of one instruction before the next instruction. */
export function planTrajectories({
  settings,
  manifest,
  instructions,
  limit,
}: {
  settings: Settings;
  manifest: RunManifest;
  instructions: readonly Instruction[];
  /** Only the first so many instructions; null: all. */
  limit: number | null;
}): PlannedTrajectory[] {
  return instructions.slice(0, limit ?? instructions.length).flatMap((instruction) =>
    Array.from({ length: settings.record.samples }, (_, sample) => ({
      id: trajectoryIdOf(instruction.id, sample, manifest.configHash),
      instruction,
      sample,
    })),
  );
}
