import type { Candidate } from "../../pipeline/contracts/generated/candidate.ts";
import type { Instruction } from "../../pipeline/contracts/generated/instruction.ts";
import { readInstructions } from "../../pipeline/run/read-instructions.ts";
import { type ImportOptions, type ImportResult, importInstructions } from "./import-instructions.ts";
import { appendToInstructionFiles, type InstructionFiles } from "./instruction-files.ts";
import { type SynthesizeOptions, synthesizeInstructions } from "./synthesize-instructions.ts";

export interface SynthesizeStageOptions extends Omit<SynthesizeOptions, "existing"> {
  files: InstructionFiles;
}

export interface SynthesizeSummary {
  /** Instructions added now. */
  instructions: Instruction[];
  /** Every candidate considered now. */
  candidates: Candidate[];
  /** Synthesized instructions the run held before. */
  found: number;
  /** Instructions asked for that could not be had: every attempt was dropped, as `candidates` tells. */
  missing: number;
}

/**
 * Brings the run to `count` synthesized instructions and writes each candidate with its outcome. What was made before an
 * error or a stop is kept; the same call later goes on from there.
 */
export async function runSynthesizeStage(options: SynthesizeStageOptions): Promise<SynthesizeSummary> {
  const existing = await readInstructions(options.files);
  const instructions: Instruction[] = [];
  const candidates: Candidate[] = [];
  try {
    for await (const { candidate, instruction } of synthesizeInstructions({ ...options, existing })) {
      candidates.push(candidate);
      if (instruction !== null) instructions.push(instruction);
    }
  } finally {
    await appendToInstructionFiles(options.files, { instructions, candidates });
  }
  const found = existing.filter(({ source }) => source.kind === "synthesized").length;
  return {
    instructions,
    candidates,
    found,
    missing: Math.max(0, options.count - found - instructions.length),
  };
}

export interface ImportStageOptions extends Omit<ImportOptions, "existing"> {
  files: InstructionFiles;
}

/** Adds the instructions of a source to the run. Nothing is written when the import is refused. */
export async function runImportStage(options: ImportStageOptions): Promise<ImportResult> {
  const existing = await readInstructions(options.files);
  const imported = await importInstructions({ ...options, existing });
  await appendToInstructionFiles(options.files, imported);
  return imported;
}
