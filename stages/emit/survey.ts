import { createHash } from "node:crypto";
import type { Instruction } from "../../pipeline/contracts/generated/instruction.ts";
import { UserError } from "../../pipeline/errors.ts";
import type { Tokenizer } from "../../pipeline/measure/tokenizer.ts";
import type { Recipe } from "../../pipeline/recipe/recipe.ts";
import { canonicalJson } from "../../pipeline/run/digest.ts";
import type { RunReader } from "../../pipeline/run/run-reader.ts";
import { SplitAssigner } from "./configs/split-assigner.ts";
import type { Split } from "./configs/split-of.ts";
import { sourceName } from "./source-name.ts";
import { type TrajectoryFacts, trajectoryFacts } from "./trajectory-facts.ts";

/** What is known of an instruction without its text. */
export interface InstructionFacts {
  /** 0-based place in the run. */
  index: number;
  applicationType: string;
  /** null: in neither, as near-duplicates of it are in both. */
  split: Split | null;
}

/** All that emitting needs to know before the first row is written. */
export interface RunSurvey {
  instructions: Map<string, InstructionFacts>;
  /** Instructions by where they came from. */
  sources: Map<string, number>;
  /** SHA-256 over the instructions in order. */
  instructionsDigest: string;
  /** Sealed trajectories, by id. */
  trajectories: TrajectoryFacts[];
  /** Trajectories still in progress: they are in no configuration. */
  unfinished: string[];
  label: "rehearsal" | null;
}

/** Reads a run once. What is kept does not grow with the length of its conversations. */
export async function surveyRun({
  run,
  stepGrpo,
  tokenizer,
  signal,
}: {
  run: RunReader;
  stepGrpo: Recipe["stepGrpo"];
  tokenizer: Tokenizer;
  signal: AbortSignal;
}): Promise<RunSurvey> {
  const survey: RunSurvey = {
    instructions: new Map(),
    sources: new Map(),
    instructionsDigest: "",
    trajectories: [],
    unfinished: [],
    label: run.manifest().label,
  };
  const digest = createHash("sha256");
  const splits = new SplitAssigner(stepGrpo.validation === "repeated" ? 0 : stepGrpo.validationShare);
  for await (const instruction of run.instructions()) {
    digest.update(`${canonicalJson(instruction)}\n`);
    survey.instructions.set(instruction.id, {
      index: survey.instructions.size,
      applicationType: instruction.application_type,
      split: splits.assign(instruction.id, instruction.instruction),
    });
    const source = sourceOf(instruction);
    survey.sources.set(source, (survey.sources.get(source) ?? 0) + 1);
    survey.label ??= instruction.source.label;
  }
  survey.instructionsDigest = digest.digest("hex");
  for (const id of await run.trajectoryIds()) {
    signal.throwIfAborted();
    const { trajectory, blobs } = await run.openTrajectory(id);
    survey.label ??= trajectory.opened.label;
    if (trajectory.sealed === null) survey.unfinished.push(id);
    else survey.trajectories.push(trajectoryFacts(trajectory, blobs, tokenizer));
  }
  return survey;
}

/** An instruction's facts. Throws UserError when a trajectory was made from one that the run no longer holds. */
export function instructionOf(
  survey: RunSurvey,
  { id, instructionId }: { id: string; instructionId: string },
): InstructionFacts {
  const facts = survey.instructions.get(instructionId);
  if (facts !== undefined) return facts;
  throw new UserError(
    `Trajectory ${id} was made from the instruction "${instructionId}", which is not in instructions.jsonl. Restore that line, or remove the trajectory's folder.`,
  );
}

/** Where an instruction came from, without the folders of the machine it was imported on. */
function sourceOf({ source }: Instruction): string {
  if (source.kind === "imported") return `imported from ${sourceName(source.from)}`;
  return `${source.kind} by ${source.from}`;
}
