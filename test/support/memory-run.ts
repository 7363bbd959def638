import type { Instruction } from "../../pipeline/contracts/generated/instruction.ts";
import type { RunManifest } from "../../pipeline/contracts/generated/run.ts";
import { sha256Hex } from "../../pipeline/run/digest.ts";
import type { RunReader } from "../../pipeline/run/run-reader.ts";
import { buildTrajectory, type PlannedTrajectory, type StoredTrajectory } from "./trajectory-builder.ts";

/** The system prompt of a memory run. */
export const systemPrompt = "You build websites.";

export interface PlannedRun {
  /** Where stages write to. */
  dir: string;
  instructions: readonly Instruction[];
  trajectories: readonly PlannedTrajectory[];
  label?: "rehearsal" | null;
}

/** An instruction of which a test names only what it is about. */
export function buildInstruction(id: string, parts: Partial<Instruction> = {}): Instruction {
  return {
    id,
    instruction: `Please build ${id}.`,
    Category: { primary_category: "", subcategories: [] },
    application_type: "Blog",
    ui_instruct: [],
    source: { kind: "imported", from: "/home/someone/list.jsonl", line: 1, specification: null, label: null },
    ...parts,
  };
}

/** A run that is planned, not recorded: trajectories are built when opened. */
export function memoryRun({ dir, instructions, trajectories, label = null }: PlannedRun): RunReader {
  const plans = new Map(
    trajectories.map((plan) => [`${plan.instructionId ?? "i-1"}.${plan.sample ?? 0}`, plan]),
  );
  const planned = (id: string): StoredTrajectory => {
    const plan = plans.get(id);
    if (plan === undefined) throw new Error(`Trajectory ${id} was not planned`);
    return buildTrajectory(plan);
  };
  return {
    dir,
    manifest: () => runManifest(label),
    instructions: async function* () {
      yield* instructions;
    },
    trajectoryIds: async () => [...plans.keys()].sort(),
    journalState: async (id) => {
      const { trajectory } = planned(id);
      return {
        digest: trajectory.journalDigest,
        lastEvent: trajectory.sealed === null ? "step-committed" : "trajectory-sealed",
      };
    },
    openTrajectory: async (id) => planned(id),
  };
}

function runManifest(label: RunManifest["label"]): RunManifest {
  return {
    schema: "run.v1",
    createdAt: "2026-03-04T05:06:07.000Z",
    configHash: "c".repeat(64),
    config: {
      models: { teacher: { baseURL: "http://10.1.2.3/v1", model: "teacher-1" }, embedding: null },
    },
    promptSet: {
      name: "default",
      hash: "d".repeat(64),
      prompts: { "teacher-system": sha256Hex(systemPrompt) },
    },
    versions: { "webgen-curator": "0.1.0", node: "24.0.0" },
    label,
  };
}
